"""What the questionnaires' content files hold together, once loaded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hipspine.content.instruments import Instrument
from hipspine.content.questionnaires import CourseFile, FollowUpsFile, Questionnaire
from hipspine.content.schema import Evidence
from hipspine.content.text import Texts
from hipspine.domain.errors import ContentError


@dataclass(frozen=True)
class QuestionnaireLibrary:
    """Everything that is asked or scored beside the screening, by id."""

    questionnaires: Mapping[str, Questionnaire]
    instruments: Mapping[str, Instrument]
    follow_ups: FollowUpsFile
    course: CourseFile
    evidence: Mapping[str, Evidence]
    texts: Mapping[str, Texts]
    """Sentences by language."""

    @property
    def forms(self) -> Mapping[str, Questionnaire | Instrument]:
        """Everything that has scores, by id."""
        return {**self.questionnaires, **self.instruments}

    def questionnaire(self, name: str) -> Questionnaire:
        """Return a questionnaire of our own.

        Raises
        ------
        ContentError
            If there is none of this id.
        """
        if name not in self.questionnaires:
            raise _unknown("questionnaire", name, self.questionnaires)
        return self.questionnaires[name]

    def words(self, language: str) -> Texts:
        """Return the sentences in a language.

        Raises
        ------
        ContentError
            If the language does not ship.
        """
        if language not in self.texts:
            raise _unknown("language", language, self.texts)
        return self.texts[language]

    def instrument(self, name: str) -> Instrument:
        """Return the scoring of a published instrument.

        Raises
        ------
        ContentError
            If there is none of this id.
        """
        if name not in self.instruments:
            raise _unknown("instrument", name, self.instruments)
        return self.instruments[name]


def _unknown(what: str, name: str, known: Iterable[str]) -> ContentError:
    return ContentError(
        what,
        expected=f"one of {', '.join(sorted(known))}",
        got=repr(name),
        do="Choose one of these.",
    )
