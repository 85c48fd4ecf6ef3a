import structlog
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from . import errors


class CoreConfig(AppConfig):
    name = "maplebridge.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        errors.register(SENTENCES)
        structlog.configure(
            processors=[
                structlog.stdlib.filter_by_level,
                structlog.processors.LogfmtRenderer(key_order=["event"], drop_missing=True),
            ],
            logger_factory=structlog.stdlib.LoggerFactory(),
            wrapper_class=structlog.stdlib.BoundLogger,
            cache_logger_on_first_use=True,
        )


SENTENCES = {
    "file_store_away": _(
        "The store of pictures cannot be reached just now. Send it again in a few minutes, or send "
        "it without the picture."
    ),
    "file_empty": _("This file is empty. Please choose the file again."),
    "file_too_large": _(
        "This file is larger than %(megabytes)s MB. Please send a smaller one, or a photo of it."
    ),
    "file_type_unknown": _(
        "This kind of file cannot be taken in here. Please send a photo as JPEG, PNG or WebP."
    ),
    "file_heic": _(
        "This photo is in the HEIC format. Please set the camera to “Most Compatible”, or send a "
        "screenshot of the photo."
    ),
    "file_too_many_pixels": _(
        "This picture has more than %(megapixels)s million pixels. Please send a smaller one."
    ),
    "file_broken": _(
        "This picture is damaged and cannot be opened. Please take or choose it again."
    ),
    "document_glyph_missing": _(
        "The fonts of this server lack the character “%(character)s”, so the document was not "
        "made. Please ask the operator to install a font that has it."
    ),
    "document_fonts_missing": _(
        "This server cannot make PDF documents yet. Please ask the operator to run "
        "“maplebridge doctor”."
    ),
    "not_the_operator": _("Only the operator or the head of the whole jurisdiction may do this."),
    "delivery_not_dead": _("This delivery is already back on its way."),
    "delivery_missing": _("There is no such delivery."),
    "calendar_line_invalid": _(
        "Line %(line)s is not “date,workday,name”, for example “2027-02-06,0,春节”. Nothing was "
        "imported."
    ),
    "calendar_name_missing": _("Please say which holiday this day belongs to."),
}
