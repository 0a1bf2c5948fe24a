"""The folder that holds a company's files."""

from collections.abc import Collection
from pathlib import Path

from portal_ui.books.problems import CellError, Problems
from portal_ui.books.source import Source, survey
from portal_ui.language import gettext as _


def survey_folder(folder: Path, known: Collection[str], problems: Problems) -> dict[str, Source]:
    """Each known file by its name without `.csv`. A CSV file of another name is a problem: it would be missed silently."""
    if not folder.is_dir():
        problems.add(folder.name, 0, "", _("there is no such folder"))
        return {}
    sources: dict[str, Source] = {}
    names = ", ".join(f"{name}.csv" for name in known)
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() != ".csv" or path.name.startswith("."):
            continue
        _survey(path, known, names, sources, problems)
    if not sources and not problems.count:
        problems.add(folder.name, 0, "", _("holds none of the files %(names)s") % {"names": names})
    return sources


def _survey(path: Path, known: Collection[str], names: str, sources: dict[str, Source], problems: Problems) -> None:
    name = path.stem.lower()
    if name not in known:
        problems.add(path.name, 0, "", _("is no file of the books, which are: %(names)s") % {"names": names})
    elif name in sources:
        problems.add(path.name, 0, "", _("is here twice, in capitals and in small letters"))
    else:
        try:
            sources[name] = survey(path)
        except CellError as error:
            problems.add(path.name, 0, "", str(error))
        except OSError:
            problems.add(path.name, 0, "", _("cannot be read"))
