"""What a road accident costs, who pays it and what is still to be paid: three parts that do not know each other.

`items` turn what happened to a person into amounts, `allocation` divides the amounts among covers, the people
behind a side and the person's own part, `payments` take what was paid already out of it. `assessment` joins them.
"""
