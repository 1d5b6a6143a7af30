"""The few words the machine itself puts into a course's messages, by language.

A course in another language gives its own under `[words]` in course.toml; the headings of its week files are these
same words.
"""

from dataclasses import dataclass, fields, replace

KINDS = ("lecture", "reading", "tutorial", "exercise", "project", "video")


@dataclass(frozen=True, slots=True)
class Words:
    """Headings, labels and small sentences; the defaults are English."""

    week: str = "Week"
    break_week: str = "Break week"
    first_step: str = "First step"
    note: str = "Note"
    materials: str = "Materials"
    tasks: str = "Tasks"
    group_task: str = "For your group"
    on_your_own: str = "On your own"
    on_your_own_note: str = (
        "The groups do this together. On your own it works with a friend, a diary or a patient pet; and you can "
        "join a group any time."
    )
    optional: str = "optional"
    minutes: str = "min"
    or_here: str = "or here"
    lecture: str = "lecture"
    reading: str = "reading"
    tutorial: str = "tutorial"
    exercise: str = "exercise"
    project: str = "project"
    video: str = "video"

    def kind(self, kind: str) -> str:
        """Return the word for a kind of resource."""
        return str(getattr(self, kind)) if kind in KINDS else kind


NAMES = tuple(field.name for field in fields(Words))

BUILT_IN = {
    "en": Words(),
    "de": Words(
        week="Woche",
        break_week="Pausenwoche",
        first_step="Erster Schritt",
        note="Notiz",
        materials="Material",
        tasks="Aufgaben",
        group_task="Für deine Gruppe",
        on_your_own="Allein",
        on_your_own_note=(
            "Die Gruppen machen das zusammen. Allein geht es mit einem Freund, einem Tagebuch oder einem geduldigen "
            "Haustier; und du kannst jederzeit in eine Gruppe kommen."
        ),
        optional="freiwillig",
        minutes="Min.",
        or_here="oder hier",
        lecture="Vorlesung",
        reading="Lesestoff",
        tutorial="Anleitung",
        exercise="Übung",
        project="Projekt",
        video="Video",
    ),
    "es": Words(
        week="Semana",
        break_week="Semana de descanso",
        first_step="Primer paso",
        note="Nota",
        materials="Materiales",
        tasks="Tareas",
        group_task="Para tu grupo",
        on_your_own="Por tu cuenta",
        on_your_own_note=(
            "Los grupos hacen esto juntos. Por tu cuenta sirve una amiga, un diario o una mascota paciente; y puedes "
            "entrar en un grupo cuando quieras."
        ),
        optional="opcional",
        minutes="min",
        or_here="o aquí",
        lecture="clase",
        reading="lectura",
        tutorial="tutorial",
        exercise="ejercicio",
        project="proyecto",
        video="vídeo",
    ),
    "fr": Words(
        week="Semaine",
        break_week="Semaine de pause",
        first_step="Premier pas",
        note="Note",
        materials="Ressources",
        tasks="Exercices",
        group_task="Pour votre groupe",
        on_your_own="En solo",
        on_your_own_note=(
            "Les groupes font cela ensemble. En solo, un ami, un journal ou un animal patient suffit ; et vous pouvez "
            "rejoindre un groupe à tout moment."
        ),
        optional="facultatif",
        minutes="min",
        or_here="ou ici",
        lecture="cours",
        reading="lecture",
        tutorial="tutoriel",
        exercise="exercice",
        project="projet",
        video="vidéo",
    ),
}


def words_for(language: str, own: dict[str, str] | None = None) -> Words:
    """Return the words of a language ("pt-BR" falls back to "pt", then English), with the course's own on top."""
    known = BUILT_IN.get(language) or BUILT_IN.get(language.split("-")[0]) or BUILT_IN["en"]
    return replace(known, **(own or {}))
