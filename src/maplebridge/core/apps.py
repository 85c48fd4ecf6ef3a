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
    "table_file_too_large": _(
        "The file is larger than %(megabytes)s MB. Take out what is not needed, or divide it."
    ),
    "table_unpacks_too_large": _(
        "The workbook unpacks to more than %(megabytes)s MB. Divide it into several."
    ),
    "table_not_workbook": _(
        "This cannot be read as an Excel workbook. Save it as .xlsx without a password, or as .csv, "
        "and choose it again."
    ),
    "table_not_text": _(
        "This cannot be read as a table. Save it as .xlsx, or as .csv in UTF-8, and choose it again."
    ),
    "table_encoding": _(
        "The file is not in the encoding %(encoding)s. Save it as UTF-8, or name its encoding, such "
        "as gb18030."
    ),
    "table_empty": _("The file holds no table. Its first row must name the columns."),
    "table_heading_twice": _(
        "Two columns are called “%(name)s”, the second at %(where)s. Give one another name."
    ),
    "table_no_sheet": _("There is no sheet “%(wanted)s”. The sheets are: %(names)s."),
    "table_no_section": _(
        "A table begins with the row [%(name)s]. Download one from here and change that."
    ),
    "table_too_many_sheets": _("The workbook has no sheet or more than %(most)s. Divide it."),
    "table_too_many_texts": _("The workbook holds more than %(most)s different texts. Divide it."),
    "table_text_too_long": _("A cell holds more than %(most)s characters. Shorten it."),
    "table_too_many_rows": _(
        "There are more than %(most)s rows, up to %(where)s. Divide the table."
    ),
    "table_too_many_columns": _(
        "There are more than %(most)s columns, up to %(where)s. Take out what is not needed."
    ),
    "table_too_many_cells": _(
        "At %(where)s there are more than %(most)s filled cells. Divide the table."
    ),
    "table_cell_too_long": _("The cell %(where)s holds more than %(most)s characters. Shorten it."),
    "table_row_broken": _(
        "The file is damaged at row %(where)s. Open it in a spreadsheet, save it anew and choose it again."
    ),
}
