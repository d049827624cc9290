"""The words that pages use for the few sets of names in the knowledge: groups, urgencies, people who help."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from eutonia.knowledge.vocabulary import Group, Settle, Urgency
from eutonia.web.design.options import Words
from eutonia.web.information.pages import Card


class Heading(NamedTuple):
    """A title and a line about it."""

    title: Words
    about: Words


GROUPS: Mapping[Group, Heading] = {
    Group.BLOOD_SUPPLY: Heading(
        _("Poor blood supply"),
        _("Muscles that get too little blood cramp when they work. They ease when they rest."),
    ),
    Group.MINERALS_AND_FLUIDS: Heading(
        _("Minerals and fluids"),
        _("Muscles need water and salts. Too little, or too much, of one makes them cramp, twitch or go weak."),
    ),
    Group.COMPRESSED_NERVE: Heading(
        _("A pressed nerve"),
        _("A disc, bone or tight tunnel presses on a nerve. Muscles that the nerve serves hurt, tingle or cramp."),
    ),
    Group.ASYMMETRY_AND_POSTURE: Heading(
        _("Uneven body and posture"),
        _("Some muscles work harder than others to hold you up, and stay tight."),
    ),
    Group.NEUROLOGICAL: Heading(
        _("Brain, spinal cord and nerves"),
        _("The signals from the brain to the muscles are disturbed."),
    ),
    Group.DYSTONIA: Heading(
        _("Dystonia"),
        _("Muscles pull a part of the body into a twist or a fixed position. It is one kind of nerve condition."),
    ),
    Group.MEDICINES: Heading(
        _("Medicines"),
        _("A medicine can cause spasms, and so can stopping one. Never stop a medicine without asking first."),
    ),
    Group.ENDOCRINE_AND_METABOLIC: Heading(
        _("Hormones and body chemistry"),
        _("The thyroid, liver, kidneys, sugar and the fuel of the muscles."),
    ),
    Group.TOXINS_AND_INFECTION: Heading(
        _("Poisons and infections"),
        _("Most of these are rare, and many are an emergency."),
    ),
    Group.BENIGN: Heading(
        _("Harmless causes"),
        _("By far the most common. You can often settle them yourself."),
    ),
    Group.MIMICS: Heading(
        _("Not a spasm, but it can feel like one"),
        _("Some of these need help fast, so it is worth knowing them."),
    ),
}

CARDS: Mapping[Urgency, Card] = {
    Urgency.EMERGENCY_NOW: Card(
        "emergency",
        _("Call 999 now"),
        _("Do not wait, and do not drive yourself."),
    ),
    Urgency.EMERGENCY_DEPARTMENT: Card(
        "emergency",
        _("Go to A&E now"),
        _("Ask someone to take you. Call 999 if you cannot get there safely."),
    ),
    Urgency.SAME_DAY: Card(
        "urgent",
        _("Be seen today"),
        _("Call your GP and say that you need to be seen today. If the surgery is closed, call 111."),
    ),
    Urgency.URGENT_2_WEEKS: Card(
        "non-urgent",
        _("Be seen within 2 weeks"),
        _("Ask your GP or our clinic for an urgent visit this week."),
    ),
    Urgency.ROUTINE: Card(
        "non-urgent",
        _("Book a visit in the next few weeks"),
        _("See your GP or our clinic. Come sooner if it gets worse."),
    ),
    Urgency.SELF_CARE: Card(
        "non-urgent",
        _("You can often settle this yourself"),
        _("See your GP if it gets worse, does not go away, or worries you."),
    ),
}

PRESSING = frozenset({Urgency.EMERGENCY_NOW, Urgency.EMERGENCY_DEPARTMENT, Urgency.SAME_DAY})
"""How soon is said in a list of causes only where somebody should not read on."""

SETTLE: Mapping[Settle, Words] = {
    Settle.YOURSELF: _("Often yes. You can find it out and settle it yourself."),
    Settle.SPECIALIST: _("No. A doctor has to find it out and help you with it."),
}

WHO: Mapping[str, Words] = {
    "emergency-department": _("The emergency department of a hospital"),
    "gp": _("Your GP"),
    "neurologist": _("A neurologist, a doctor for the brain, nerves and muscles"),
    "rehabilitation": _("A rehabilitation team: doctors and therapists who help you move and live well"),
    "pharmacist": _("A pharmacist, without an appointment"),
    "orthopaedic-surgeon": _("An orthopaedic surgeon, a doctor for bones and joints"),
    "physiotherapist": _("A physiotherapist"),
    "maternity": _("Your midwife or maternity unit"),
    "endocrinologist": _("An endocrinologist, a doctor for hormones"),
    "spinal-surgeon": _("A spinal surgeon"),
    "hepatologist": _("A liver doctor"),
    "eating-disorder-service": _("A service for people with eating disorders"),
    "rheumatologist": _("A rheumatologist, a doctor for joints and muscles"),
    "nephrologist": _("A kidney doctor"),
    "ear-nose-throat": _("An ear, nose and throat doctor"),
    "vascular-surgeon": _("A vascular surgeon, a doctor for blood vessels"),
    "podiatrist": _("A podiatrist, a specialist for feet"),
    "eye-doctor": _("An eye doctor"),
    "dentist": _("A dentist"),
    "cardiologist": _("A cardiologist, a doctor for the heart"),
}

TESTS: Mapping[str, Heading] = {
    "blood": Heading(_("Blood tests"), _("A nurse takes a little blood from your arm. Many tests can use one sample.")),
    "urine": Heading(_("Urine tests"), _("You fill a small pot, or collect urine for a day.")),
    "emg": Heading(
        _("Muscle and nerve tests"),
        _("They show how your nerves and muscles work. EMG (electromyography) is one of them."),
    ),
    "genetic": Heading(
        _("Gene tests"),
        _("They look for a change in your genes. You talk about it first, and you can say no."),
    ),
    "imaging": Heading(_("Scans and pictures"), _("MRI, CT, ultrasound and X-ray show the inside of your body.")),
    "other": Heading(_("Other tests"), _("Some are done in the clinic, and a few in a hospital.")),
}

TREATMENT_KINDS: Mapping[str, Heading] = {
    "self-care": Heading(_("What you can do yourself"), _("Safe steps that need no prescription.")),
    "therapy": Heading(_("Therapy"), _("Training, exercise and talking, with someone who is skilled in it.")),
    "medicine": Heading(
        _("Medicines"),
        _("Only a clinician can decide whether one fits you. Each has side effects. Eutonia never prescribes."),
    ),
    "procedure": Heading(_("Injections, operations and devices"), _("For a few people, after other ways were tried.")),
}

GENTLE: Mapping[str, tuple[Words, tuple[str, ...]]] = {
    "motor-neurone-disease": (
        _(
            "Are you here because of a twitch or a cramp? On its own, it is very rarely this disease. "
            "About 7 in 10 healthy people notice twitches. What counts is a muscle that gets weak or thin."
        ),
        ("BFS17", "GPN-fasc"),
    ),
    "huntington-disease": (
        _(
            "Are you here because of a twitch or because you fidget? On its own, it is very rarely this disease. "
            "It runs in families, and only a special test can find it. Nobody has to take that test."
        ),
        (),
    ),
}
"""Said first, with its sources, on the pages of two diseases that many people fear and few have."""
