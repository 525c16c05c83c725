from trainer.plan.catalogue import catalogue, methods_by_group
from trainer.settings.describe import SettingInfo
from tui.launching.facts import facts, in_full
from tui.launching.form import SWITCH

SETTINGS = {info.path: info for info in catalogue()}


def test_a_setting_in_full_has_its_problem_first_then_its_help_and_what_it_may_be() -> None:
    info = SETTINGS["optimizer.name"]
    told = in_full(info, "is wrong").splitlines()
    assert told[:2] == ["is wrong", info.help]
    assert told[2].startswith("One of adam, adamw")
    lr = SETTINGS["optimizer.lr"]
    assert in_full(lr).splitlines() == [lr.help, facts(lr)]
    assert "default" in facts(lr)


def test_a_method_in_full_tells_where_it_acts_and_what_it_costs() -> None:
    name, method = methods_by_group()[0]
    switch = SettingInfo(f"regularizers.{name}", method.group, "", default=False, help="Help.", type=SWITCH, bounds="")
    told = in_full(switch)
    assert told.startswith("Help.\nActs on ")
    assert "Cost: " in told
