"""Every error hipspine raises on purpose.

::

    HipspineError
    ├── UserError            shown without a traceback; exit code 2
    │   ├── FileFormatError      a file is damaged or not of the kind its name says
    │   ├── RecordingError       a readable recording cannot be used as it is
    │   ├── ModelError           a body model cannot be used as it is
    │   ├── ScenarioError        a what-if that does not parse or does not apply
    │   ├── OutputError          a result cannot be written where it should go
    │   ├── AnswersError         answers that do not fit the questions
    │   ├── ContentError         clinical content contradicts its schema
    │   ├── RecordsError         records that cannot be opened, kept or taken in
    │   ├── StudyError           a study that cannot be run as it is written
    │   └── UnsafePlanError      a plan that safety rules forbid
    └── InternalError        our fault; exit code 70
"""


class HipspineError(Exception):
    """The root of all errors raised on purpose."""


class UserError(HipspineError):
    """Something the user gave cannot be used; the message says what to do.

    Parameters
    ----------
    where : str
        File, frame, column, marker or content path that the error is about.
    expected : str
        What was expected there.
    got : str
        What came instead.
    do : str
        What the user can do about it.
    """

    def __init__(self, where: str, *, expected: str, got: str, do: str) -> None:
        self.where = where
        self.expected = expected
        self.got = got
        self.do = do
        super().__init__(where, expected, got, do)

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, got {self.got}. {self.do}"

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (workers), so they must survive pickling.
        return (_rebuild, (type(self), self.where, self.expected, self.got, self.do))


def _rebuild(kind: type[UserError], where: str, expected: str, got: str, do: str) -> UserError:
    return kind(where, expected=expected, got=got, do=do)


class FileFormatError(UserError):
    """A file is damaged, or not of the kind its name says."""


class RecordingError(UserError):
    """A recording can be read but not used as it is."""


class ModelError(UserError):
    """A body model cannot be used as it is."""


class ScenarioError(UserError):
    """A what-if does not parse, or does not apply to the model."""


class OutputError(UserError):
    """A result cannot be written where it should go."""


class AnswersError(UserError):
    """Answers that do not fit the questions, or leave a safety question open."""


class ContentError(UserError):
    """Clinical content contradicts its schema or its cross-references."""


class RecordsError(UserError):
    """Records cannot be opened, kept, read or taken in."""


class StudyError(UserError):
    """A study of many trials that cannot be run, or gone on with, as it is."""


class UnsafePlanError(UserError):
    """A plan that the safety rules forbid."""


class InternalError(HipspineError):
    """Something that should not happen; a defect of hipspine, not of the input."""
