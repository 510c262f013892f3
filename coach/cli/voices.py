"""`coach voices`: the languages there are, how complete they are, and which voice speaks them."""

from rich.markup import escape

from coach.cli.terminal import CONSOLE
from coach.cues import Cue, Priority
from coach.edges.library import exercise_ids, language_codes, load_language, voice_language
from coach.edges.voice.probe import find_voice
from coach.edges.voice.voice import Voice
from coach.errors import CoachError
from coach.languages import Language
from coach.printable import printable

_SAMPLE = "dose_done"  # the sentence that is spoken
_SAMPLE_LIFE_S = 10.0


def voices(say: str = "") -> None:
    """List the languages, their phrases and their voices; speak a sentence in the language `say`.

    say: a code such as "de", or a language file; then only that one is listed. "": all, in silence.
    Raises CoachError for an unknown language, and when nothing could be heard.
    """
    for name in [say] if say else language_codes():
        language = load_language(name)
        code = voice_language(name)
        columns = (
            f"[bold]{escape(printable(code)):3}[/]",
            f"{escape(language.phrases['language_name']):10}",
            f"{_completeness(name, language):32}",
            escape(printable(_voice(code))),
        )
        CONSOLE.print("  ".join(columns), highlight=False, soft_wrap=True)
    if say:
        _speak(voice_language(say), load_language(say).phrases[_SAMPLE])


def _completeness(name: str, language: Language) -> str:
    """How much is in this language; what is in English stands for all that is not."""
    n_phrases, n_exercises = len(language.phrases), len(exercise_ids())
    n_own = n_phrases - len(language.missing)
    n_own_exercises = n_exercises if name == "en" else len(language.exercises)
    n_texts = len(language.report)
    n_own_texts = n_texts - len(language.missing_report)
    if (n_own, n_own_exercises, n_own_texts) == (n_phrases, n_exercises, n_texts):
        return "complete"
    return (
        f"{n_own} of {n_phrases} phrases, {n_own_exercises} of {n_exercises} exercises, "
        f"{n_own_texts} of {n_texts} texts of the report"
    )


def _voice(code: str) -> str:
    """The voice that speaks it, or why none does."""
    try:
        return find_voice(code) or "the system's own voice: none is known to speak it"
    except CoachError as error:
        return str(error)


def _speak(code: str, sentence: str) -> None:
    with Voice(code) as voice:
        voice.say(Cue(0.0, _SAMPLE_LIFE_S, Priority.CONTROL, _SAMPLE, sentence))
    if voice.problem is not None:
        raise CoachError(voice.problem)
    CONSOLE.print(f"Said: {escape(sentence)}", highlight=False, soft_wrap=True)
