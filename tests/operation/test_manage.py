"""The door to Django's commands."""

import pytest

from eutonia.project import manage


def test_who_stops_a_command_sees_no_trace(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(manage, "execute_from_command_line", stopped)
    with pytest.raises(SystemExit) as leave:
        manage.main()
    assert leave.value.code == 130
    assert capsys.readouterr().err == ""
