"""What happens in the example clinic until now: insurers answer, people come, are seen, leave and pay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from eutonia.clinic.audit.actors import Actor, ActorKind
from eutonia.clinic.booking import services
from eutonia.clinic.booking.example.hours import ExampleHours
from eutonia.clinic.booking.models import Visit
from eutonia.clinic.cover import services as cover
from eutonia.clinic.people.models import User
from eutonia.clinic.people.registration import today_of
from eutonia.clinic.people.roles import Role
from eutonia.pathway.problems import NotAllowed
from eutonia.pathway.standing import Terms
from eutonia.pathway.states import AuthorisationAction

DIAGNOSES = ("R25.2", "G24.9", "G25.3", "M62.4", "G57.5", "R25.3")
"""ICD-10: cramp and spasm, dystonia, myoclonus, contracture, tarsal tunnel, fasciculation."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Who does things at the example clinic."""

    desk: Actor
    insurance: Actor
    neurologist: Actor
    nurse: Actor
    manager: Actor

    def who_sees(self, visit: Visit) -> Actor:
        """The account of the visit's clinician; a diary without one is looked after by the neurologist."""
        account = visit.clinician.user
        return staff_actor(account) if account else self.neurologist


def staff_actor(account: User) -> Actor:
    """An account as the one who does something."""
    return Actor(ActorKind.STAFF, account.public_id, account.role)


def example_crew() -> Crew:
    """The accounts of the example staff as actors."""
    actors = {user.role: staff_actor(user) for user in User.objects.order_by("-pk")}
    roles = (Role.FRONT_DESK, Role.INSURANCE, Role.NEUROLOGIST, Role.NURSE, Role.MANAGER)
    return Crew(*(actors[role.value] for role in roles))


class ExampleLife:
    """The past of the example clinic's visits, up to a moment."""

    def __init__(self, crew: Crew, dice: Random, hours: ExampleHours, now: datetime) -> None:
        self.crew, self.dice, self.hours, self.now, self.today = crew, dice, hours, now, today_of(now)

    def let_insurers_answer(self) -> None:
        """Bring authorisations to every state: the sooner the visit, the further."""
        ways: tuple[tuple[AuthorisationAction, ...], ...] = (
            (),
            (AuthorisationAction.REQUEST,),
            (AuthorisationAction.REQUEST, AuthorisationAction.APPROVE),
            (AuthorisationAction.REQUEST, AuthorisationAction.PEND),
            (AuthorisationAction.REQUEST, AuthorisationAction.APPROVE),
            (AuthorisationAction.REQUEST, AuthorisationAction.DECLINE),
            (AuthorisationAction.REQUEST, AuthorisationAction.APPROVE, AuthorisationAction.EXPIRE),
        )
        visits = Visit.objects.filter(authorisation__isnull=False).order_by("starts_at").select_related("authorisation")
        for number, visit in enumerate(visits):
            leave = visit.authorisation
            assert leave is not None, "the query asked for those"
            is_past = visit.starts_at < self.now + timedelta(hours=1)
            self._answer(leave.public_id, visit, ways[2] if is_past and number % 8 else ways[number % len(ways)])

    def _answer(self, leave: UUID, visit: Visit, actions: tuple[AuthorisationAction, ...]) -> None:
        when = self.hours.latest(min(visit.starts_at, self.now) - timedelta(days=2))
        procedures, chosen = visit.visit_type.procedures, [self.dice.choice(DIAGNOSES)]
        if actions:
            cover.change_request(self.crew.insurance, leave, procedures=procedures, diagnoses=chosen, now=when)
        for action in actions:
            over = AuthorisationAction.EXPIRE in actions
            expired_on = today_of(self.hours.latest(self.now))
            last_day = expired_on - timedelta(days=1) if over else visit.starts_at.date() + timedelta(days=60)
            terms = Terms(f"EX{self.dice.randint(10_000, 99_999)}", last_day, self.dice.choice((1, 2, None)))
            terms_of = {AuthorisationAction.APPROVE: terms}
            at = self.hours.latest(self.now) if action is AuthorisationAction.EXPIRE else when
            try:
                services.authorise(self.crew.insurance, leave, action, now=at, terms=terms_of.get(action))
            except NotAllowed:
                return  # a number that was copied wrong cannot be sent

    # ---- the day ------------------------------------------------------------------------------------------------

    def live_until_now(self) -> None:
        """Let every visit that has begun by now happen, and the people of the next hour arrive."""
        for number, visit in enumerate(Visit.objects.filter(state="booked").order_by("starts_at")):
            for act, actor, when in self._fate(number, visit):
                if when <= self.now and not self._did(act, actor, visit, when):
                    break
            self._pay(number, visit)
        self._send_home()
        if not self.hours.are(self.now):
            return
        self._fill_the_rooms()
        if len(still := self._today("booked", "starts_at")) > 1:
            services.mark_late(self.crew.desk, still[-1].public_id, now=self.now, why="Called: the train is late")

    def _fill_the_rooms(self) -> None:
        """Somebody is with a clinician and somebody waits, however the dice fell."""
        if not self._today("seen", "starts_at") and (near := self._today("arrived", "-starts_at")):
            visit = near[0]
            if visit.payer != "self":
                services.pay_self(self.crew.desk, visit.public_id, now=self.now, why="Did not want to wait")
            services.see(self.crew.who_sees(visit), visit.public_id, now=self.now)
        if not self._today("arrived", "starts_at") and (coming := self._today("booked", "starts_at")):
            services.check_in(self.crew.desk, coming[0].public_id, now=self.now)

    def _send_home(self) -> None:
        """Nobody is left in the clinic once it has closed: who waited for an insurer has paid and was seen."""
        closed = Visit.objects.filter(starts_at__lt=self.hours.last_closed(self.now)).order_by("starts_at")
        for visit in closed.filter(state="arrived"):
            begin = visit.starts_at + timedelta(minutes=2)
            services.pay_self(self.crew.desk, visit.public_id, now=begin, why="Did not want to wait")
            services.see(self.crew.who_sees(visit), visit.public_id, now=begin)
        for visit in closed.filter(state="seen"):
            end = visit.starts_at + timedelta(minutes=visit.minutes)
            services.leave(self.crew.who_sees(visit), visit.public_id, now=min(end, self.now))

    def _today(self, state: str, order: str) -> list[Visit]:
        found = Visit.objects.filter(state=state).order_by(order)
        return [visit for visit in found if today_of(visit.starts_at) == self.today]

    def _fate(self, number: int, visit: Visit) -> list[tuple[Callable[..., None], Actor, datetime]]:
        start, minute = visit.starts_at, timedelta(minutes=1)
        if start - self.now > timedelta(minutes=40):
            return []
        desk, clinician = self.crew.desk, self.crew.who_sees(visit)
        if number % 11 == 5:
            return [(services.no_show, desk, start + 20 * minute)]
        if number % 13 == 7:
            return [(services.cancel, desk, start - timedelta(hours=20))]
        late = number % 7 == 3
        steps = [(services.mark_late, desk, start - 5 * minute)] if late else []
        if late and start > self.now - 20 * minute:
            return steps
        arrive = start + (10 if late else -self.dice.randint(4, 25)) * minute
        begin = max(start, arrive) + self.dice.randint(0, 6) * minute
        return [
            *steps,
            (services.check_in, desk, arrive),
            (services.see, clinician, begin),
            (services.leave, clinician, begin + (visit.minutes - 2) * minute),
        ]

    def _did(self, act: Callable[..., None], actor: Actor, visit: Visit, when: datetime) -> bool:
        try:
            act(actor, visit.public_id, now=when)
        except NotAllowed:
            return False  # an insured visit that nobody allowed: the patient waits, and the desk sees why
        return True

    def _pay(self, number: int, visit: Visit) -> None:
        """Who pays themselves and has been seen has paid; now and then not the whole."""
        visit.refresh_from_db()
        if visit.payer != "self" or visit.state not in ("seen", "left") or number % 9 == 4:
            return
        pence = visit.quote_low + 500 * self.dice.randint(0, (visit.quote_high - visit.quote_low) // 500)
        method = self.dice.choice(("card", "card", "card", "cash", "bank-transfer"))
        when = min(self.now, visit.starts_at + timedelta(minutes=visit.minutes))
        key = f"example:{visit.public_id}"
        payment = services.take_payment(
            self.crew.desk, visit.public_id, pence=pence, method=method, key=key, now=when, reference=f"R{number:04}"
        )
        if number % 17 == 2:
            cover.void(self.crew.desk, payment, why="Entered for the wrong person", now=when)
        elif number % 17 == 9:
            why = "The visit was cut short"
            cover.refund(self.crew.insurance, payment, pence=pence // 2, why=why, key=f"{key}:r", now=when)
