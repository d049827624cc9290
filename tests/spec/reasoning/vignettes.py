"""Typical people, as a textbook of neurology or medicine describes them, for a clinician to read and to correct.

``answers``: ``finding`` is a yes, ``-finding`` a no, ``finding?`` "not sure", ``finding=value`` a value. Every
other question of the emergency screen was answered with no; nothing else was asked.

``urgency``: a level, or the lowest and the highest that would be right. ``causes``: at least one of them must be
among the first three. They were written before the software was asked, and no number was changed for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from eutonia.knowledge.vocabulary import ABSENT, NOT_SURE, PRESENT, Person, Sex, Urgency

F, M = Sex.FEMALE, Sex.MALE
NOW, ED, SAME_DAY = Urgency.EMERGENCY_NOW, Urgency.EMERGENCY_DEPARTMENT, Urgency.SAME_DAY
TWO_WEEKS, ROUTINE, SELF_CARE = Urgency.URGENT_2_WEEKS, Urgency.ROUTINE, Urgency.SELF_CARE


@dataclass(frozen=True)
class Vignette:
    """One person, what they answer, and what is right."""

    title: str
    person: Person
    answers: str
    urgency: tuple[Urgency, Urgency]
    causes: tuple[str, ...] = ()
    in_scope: bool = True

    def told(self) -> Mapping[str, str]:
        """The answers as the engine reads them."""
        return dict(_answer(word) for word in self.answers.split())

    def __str__(self) -> str:
        return self.title


def _answer(word: str) -> tuple[str, str]:
    if "=" in word:
        name, _, value = word.partition("=")
        return name, value
    if word.startswith("-"):
        return word[1:], ABSENT
    return (word[:-1], NOT_SURE) if word.endswith("?") else (word, PRESENT)


def _at(level: Urgency, highest: Urgency | None = None) -> tuple[Urgency, Urgency]:
    return (level, highest or level)


VIGNETTES = (
    # ---- poor blood supply -----------------------------------------------------------------------------------
    Vignette(
        "Intermittent claudication in a smoker",
        Person(66, M),
        """chief-complaint=limb-pain site-calf side=one-side severity=moderate when=day duration=up-to-10-minutes
        since=months walking-brings-on same-distance uphill-worse rest-relieves-standing smoker high-cholesterol
        -numb-or-tingling -sitting-or-bending-relieves""",
        _at(ROUTINE),
        ("peripheral-arterial-disease",),
    ),
    Vignette(
        "A leg that is suddenly cold, white and numb",
        Person(74, M),
        """chief-complaint=limb-pain site-calf site-foot side=one-side severity=severe duration=constant since=days
        onset=sudden limb-cold-pale limb-suddenly-numb-or-paralysed irregular-heartbeat""",
        _at(ED, NOW),
        ("acute-limb-ischaemia",),
    ),
    Vignette(
        "A lower leg hard as wood in plaster",
        Person(24, M),
        """chief-complaint=limb-pain site-calf side=one-side severity=severe duration=constant since=days
        muscle-rock-hard swelling-after-injury-or-plaster pain-unbearable injury-before numb-or-tingling""",
        _at(ED, NOW),
        ("acute-compartment-syndrome",),
    ),
    # ---- minerals and fluids ---------------------------------------------------------------------------------
    Vignette(
        "Clawed hands and a tingling mouth after a thyroid operation",
        Person(45, F, pregnant=False),
        """chief-complaint=cramp site-hand site-foot side=both-sides severity=moderate duration=up-to-an-hour
        since=days hands-clawed numb-or-tingling tingling-mouth-and-fingers neck-surgery -fast-breathing""",
        _at(SAME_DAY, NOW),
        ("hypocalcaemia",),
    ),
    Vignette(
        "Cramps while cutting a hedge in the heat",
        Person(52, M),
        """chief-complaint=cramp site-calf site-thigh side=changes severity=moderate duration=up-to-10-minutes
        since=days during-exercise heat-or-sweating thirst hard-knot stretch-relieves -overheated -dark-urine""",
        _at(SELF_CARE),
        ("dehydration-heat-cramp", "exercise-cramp"),
    ),
    # ---- a nerve that is pressed -----------------------------------------------------------------------------
    Vignette(
        "Carpal tunnel syndrome",
        Person(51, F, pregnant=False),
        """chief-complaint=weak-or-numb site-hand side=one-side severity=moderate when=night since=months
        numb-or-tingling thumb-to-ring-tingling shaking-hand-relieves wakes-from-sleep dropping-things -weakness""",
        _at(ROUTINE),
        ("carpal-tunnel-syndrome",),
    ),
    Vignette(
        "Sciatica",
        Person(42, M),
        """chief-complaint=back-or-neck-pain site-low-back site-calf side=one-side severity=severe duration=constant
        since=weeks leg-pain-below-knee cough-sneeze-worse numb-or-tingling -weakness -saddle-numbness""",
        _at(ROUTINE),
        ("lumbar-radiculopathy",),
    ),
    Vignette(
        "Cauda equina syndrome",
        Person(44, F, pregnant=False),
        """chief-complaint=back-or-neck-pain site-low-back severity=severe since=days saddle-numbness
        bladder-or-bowel-change both-legs-weak-or-painful leg-pain-below-knee""",
        _at(ED, NOW),
        ("cauda-equina-syndrome",),
    ),
    Vignette(
        "Narrow lumbar canal: the shopping trolley helps",
        Person(73, M),
        """chief-complaint=limb-pain site-low-back site-buttock-hip site-calf side=both-sides when=day since=years
        walking-brings-on standing-brings-on sitting-or-bending-relieves numb-or-tingling -rest-relieves-standing""",
        _at(ROUTINE),
        ("lumbar-spinal-stenosis",),
    ),
    # ---- posture and asymmetry -------------------------------------------------------------------------------
    Vignette(
        "A back that went while lifting a box",
        Person(38, M),
        """chief-complaint=back-or-neck-pain site-low-back severity=severe duration=constant since=days onset=sudden
        lifting-or-twisting moving-worsens -leg-pain-below-knee -numb-or-tingling -saddle-numbness""",
        _at(SELF_CARE, ROUTINE),
        ("acute-low-back-spasm",),
    ),
    Vignette(
        "Woke up with a stiff neck",
        Person(29, F, pregnant=False),
        """chief-complaint=back-or-neck-pain site-neck side=one-side severity=moderate duration=constant since=days
        woke-up-with-it moving-worsens -arm-pain-below-shoulder -numb-or-tingling -head-tremor""",
        _at(SELF_CARE, ROUTINE),
        ("acute-neck-spasm",),
    ),
    # ---- neurological ----------------------------------------------------------------------------------------
    Vignette(
        "Motor neurone disease: a thin, weak, twitching hand",
        Person(62, M),
        """chief-complaint=weak-or-numb site-hand site-arm side=one-side since=months course=worse weakness
        weakness-slowly-worse wasting visible-twitch twitches-move-about dropping-things -numb-or-tingling""",
        _at(TWO_WEEKS),
        ("motor-neurone-disease",),
    ),
    Vignette(
        "Spasticity after a stroke",
        Person(70, F),
        """chief-complaint=stiffness site-arm site-hand site-calf side=one-side since=months stroke-past
        catch-when-stretched weakness legs-stiff moving-worsens""",
        _at(ROUTINE),
        ("post-stroke-spasticity",),
    ),
    Vignette(
        "Guillain-Barré syndrome",
        Person(35, M),
        """chief-complaint=weak-or-numb site-foot site-calf side=both-sides since=days course=fast-worse
        weakness-rising weakness numb-or-tingling feet-numb-both after-viral-illness site-low-back""",
        _at(ED, NOW),
        ("guillain-barre-syndrome",),
    ),
    Vignette(
        "Hemifacial spasm",
        Person(55, F),
        """chief-complaint=twitch site-face-one-side site-eyelid side=one-side severity=none since=years
        eye-then-cheek visible-twitch persists-in-sleep -painful -weakness""",
        _at(ROUTINE),
        ("hemifacial-spasm",),
    ),
    Vignette(
        "A jerk that creeps up the arm",
        Person(47, M),
        """chief-complaint=jerks-or-shaking site-hand site-arm side=one-side duration=moment since=weeks
        jerks march attacks past-fit=none""",
        _at(TWO_WEEKS, SAME_DAY),
        ("focal-motor-seizure",),
    ),
    Vignette(
        "Stiff person syndrome",
        Person(46, F, pregnant=False),
        """chief-complaint=stiffness site-low-back site-thigh side=both-sides severity=severe since=years trunk-stiff
        legs-stiff startle-or-emotion autoimmune-disease diabetes falls -stimulus-triggered-spasms""",
        _at(TWO_WEEKS, SAME_DAY),
        ("stiff-person-spectrum",),
    ),
    Vignette(
        "Slow hands and unsteady legs: the cord in the neck",
        Person(68, M),
        """chief-complaint=weak-or-numb site-hand site-neck side=both-sides since=months course=worse cord-signs
        dropping-things unsteady legs-stiff shooting-electric-neck numb-or-tingling""",
        _at(TWO_WEEKS, ED),
        ("cervical-myelopathy",),
    ),
    # ---- dystonia --------------------------------------------------------------------------------------------
    Vignette(
        "Cervical dystonia with a sensory trick",
        Person(48, F, pregnant=False),
        """chief-complaint=twisting site-neck since=years severity=moderate duration=constant head-pulled
        twisting-posture head-tremor tremor sensory-trick stops-in-sleep -eyes-neck-tongue-stuck""",
        _at(ROUTINE),
        ("cervical-dystonia",),
    ),
    Vignette(
        "Writer's cramp",
        Person(39, M),
        """chief-complaint=cramp site-hand site-arm side=one-side severity=moderate when=day since=years
        specific-task twisting-posture -numb-or-tingling -weakness -wakes-from-sleep""",
        _at(ROUTINE),
        ("task-specific-dystonia",),
    ),
    Vignette(
        "Blepharospasm",
        Person(61, F),
        """chief-complaint=twisting site-eyelid side=both-sides since=years eyes-forced-shut
        blinking-uncontrollably bright-light-worsens sensory-trick""",
        _at(ROUTINE),
        ("blepharospasm",),
    ),
    # ---- medicines -------------------------------------------------------------------------------------------
    Vignette(
        "Acute dystonia after metoclopramide",
        Person(19, F, pregnant=False),
        """chief-complaint=twisting site-neck site-jaw severity=severe since=days onset=sudden
        eyes-neck-tongue-stuck medicine-can-cause-stuck-posture head-pulled""",
        _at(ED, NOW),
        ("acute-drug-dystonia",),
    ),
    Vignette(
        "Night cramps since a water tablet",
        Person(71, F),
        """chief-complaint=cramp site-calf site-foot side=changes severity=moderate when=night since=months
        hard-knot stretch-relieves takes-thiazide-or-loop new-medicine-before-onset""",
        _at(ROUTINE),
        ("diuretic-cramp",),
    ),
    Vignette(
        "Aching thighs on a new statin",
        Person(64, M),
        """chief-complaint=limb-pain site-thigh site-calf side=both-sides severity=moderate since=weeks
        takes-statin new-medicine-before-onset aches-all-over tightness-only -dark-urine -weakness""",
        _at(ROUTINE),
        ("statin-muscle-symptoms",),
    ),
    Vignette(
        "Serotonin toxicity",
        Person(33, F, pregnant=False),
        """chief-complaint=jerks-or-shaking site-whole-body since=days onset=sudden agitated-sweating-trembling fever
        serotonin-medicine-change takes-antidepressant foot-bounces tremor jerks confused-or-drowsy""",
        _at(ED, NOW),
        ("serotonin-toxicity",),
    ),
    # ---- endocrine and metabolic -----------------------------------------------------------------------------
    Vignette(
        "Underactive thyroid with slow, cramping muscles",
        Person(53, F, pregnant=False),
        """chief-complaint=cramp site-calf site-thigh side=both-sides since=months feels-cold weight-gain tired
        constipation weakness-near thyroid-disease thyroid-underactive-untreated""",
        _at(ROUTINE, TWO_WEEKS),
        ("hypothyroid-myopathy",),
    ),
    Vignette(
        "Rhabdomyolysis after a first spinning class",
        Person(26, F, pregnant=False),
        """chief-complaint=limb-pain site-thigh side=both-sides severity=severe since=days duration=constant
        dark-urine swelling-after-injury-or-plaster muscles-swollen-tender awkward-or-repeated-load weakness""",
        _at(ED, NOW),
        ("rhabdomyolysis",),
    ),
    Vignette(
        "McArdle disease with its second wind",
        Person(22, M),
        """chief-complaint=cramp site-thigh site-arm severity=severe when=day since=years during-exercise
        locked-muscle-after-effort second-wind after-hard-effort-dark-urine-ever onset-before-20 -dark-urine""",
        _at(ROUTINE),
        ("mcardle-disease",),
    ),
    # ---- toxins and infection --------------------------------------------------------------------------------
    Vignette(
        "Tetanus in a gardener",
        Person(68, M),
        """chief-complaint=stiffness site-jaw site-neck site-low-back severity=severe since=days course=fast-worse
        jaw-stiff stimulus-triggered-spasms spasms-all-over recent-wound wound-dirty-or-unvaccinated
        tetanus-not-vaccinated""",
        _at(NOW),
        ("tetanus",),
    ),
    Vignette(
        "Laughing gas: tingling feet and unsteady legs",
        Person(21, M),
        """chief-complaint=weak-or-numb site-foot side=both-sides since=weeks course=worse nitrous-oxide
        numb-or-tingling feet-numb-both unsteady cord-signs""",
        _at(SAME_DAY, ED),
        ("nitrous-oxide-myeloneuropathy",),
    ),
    # ---- benign ----------------------------------------------------------------------------------------------
    Vignette(
        "An ordinary night cramp",
        Person(67, F),
        """chief-complaint=cramp site-calf side=changes severity=severe when=night duration=up-to-10-minutes
        since=years hard-knot painful stretch-relieves sore-afterwards -numb-or-tingling -walking-brings-on
        -takes-thiazide-or-loop""",
        _at(SELF_CARE),
        ("nocturnal-leg-cramp",),
    ),
    Vignette(
        "A flickering eyelid in an examination week",
        Person(20, F, pregnant=False),
        """chief-complaint=twitch site-eyelid side=one-side severity=none duration=seconds since=days
        visible-twitch tired-worsens stress-worsens caffeine-or-stimulants -painful -eye-then-cheek""",
        _at(SELF_CARE),
        ("eyelid-myokymia",),
    ),
    Vignette(
        "Twitches, no weakness, and the fear of a grave disease",
        Person(34, M),
        """chief-complaint=twitch site-calf side=changes severity=none duration=moment since=months visible-twitch
        twitches-move-about worried-about-serious-disease caffeine-or-stimulants stress-worsens -weakness -wasting""",
        _at(SELF_CARE, ROUTINE),
        ("benign-fasciculation",),
    ),
    Vignette(
        "Calf cramp in pregnancy",
        Person(31, F, pregnant=True),
        """chief-complaint=cramp site-calf when=night severity=moderate duration=up-to-10-minutes since=weeks
        pregnant-late hard-knot stretch-relieves -calf-swollen-warm""",
        _at(SELF_CARE, ROUTINE),
        ("pregnancy-leg-cramp",),
    ),
    Vignette(
        "Panic, fast breathing and clawed fingers",
        Person(23, F, pregnant=False),
        """chief-complaint=cramp site-hand side=both-sides duration=up-to-an-hour since=days attacks hands-clawed
        numb-or-tingling tingling-mouth-and-fingers fast-breathing worry-or-panic palpitations -neck-surgery""",
        _at(ROUTINE, SAME_DAY),
        ("hyperventilation-tetany",),
    ),
    # ---- what looks like a spasm -----------------------------------------------------------------------------
    Vignette(
        "A clot in the calf after a long flight",
        Person(48, F, pregnant=False),
        """chief-complaint=limb-pain site-calf side=one-side severity=moderate duration=constant since=days
        calf-swollen-warm clot-risk -pe-signs -injury-before""",
        _at(SAME_DAY),
        ("deep-vein-thrombosis",),
    ),
    Vignette(
        "Restless legs",
        Person(50, F),
        """chief-complaint=something-else site-calf side=both-sides when=night since=years urge-to-move-legs
        resting-brings-on walking-relieves trouble-sleeping iron-deficiency""",
        _at(ROUTINE),
        ("restless-legs",),
    ),
    Vignette(
        "Polymyalgia rheumatica",
        Person(74, F),
        """chief-complaint=stiffness site-shoulder site-buttock-hip side=both-sides since=weeks
        shoulder-hip-girdle-stiff morning-stiffness-long tired -weakness""",
        _at(TWO_WEEKS),
        ("polymyalgia-rheumatica",),
    ),
    Vignette(
        "A heart attack taken for a muscle spasm of the chest",
        Person(57, M),
        "chief-complaint=cramp site-chest-ribs severity=severe since=days chest-pain-alarm smoker",
        _at(NOW),
        ("acute-coronary-syndrome",),
    ),
    # ---- somebody else's trouble -----------------------------------------------------------------------------
    Vignette(
        "A sticky red eye",
        Person(25, F, pregnant=False),
        "chief-complaint=something-else eye-red-sticky cough-cold-sore-throat",
        _at(SELF_CARE),
        in_scope=False,
    ),
    Vignette(
        "Colic from the loin to the groin",
        Person(41, M),
        """chief-complaint=back-or-neck-pain site-low-back side=one-side severity=severe since=days
        loin-pain-to-groin nausea-or-vomiting""",
        _at(SAME_DAY, ED),
        in_scope=False,
    ),
    Vignette(
        "Something else, and chest pain",
        Person(63, F),
        "chief-complaint=something-else chest-pain-alarm",
        _at(NOW),
        in_scope=False,
    ),
)
