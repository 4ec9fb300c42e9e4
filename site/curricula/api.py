"""What plugins and the roof may import from curricula."""

from curricula.rules.plan import Action, Change, Plan
from curricula.rules.report import PackError
from curricula.rules.tree import CheckedPack, pack_uid
from curricula.services.apply_pack import apply_pack
from curricula.services.check_pack import check_pack
from curricula.services.demo import Demo, start_demo
from curricula.services.demo_accounts import DemoAccount
from curricula.services.demo_year import SeededYear, standing_year, start_year
from curricula.services.find_packs import find_demo_plugin, find_packs, find_plugin, find_year_plugin
from curricula.services.plan_pack import PackRefused, plan_pack

__all__ = [
    "Action",
    "Change",
    "CheckedPack",
    "Demo",
    "DemoAccount",
    "PackError",
    "PackRefused",
    "Plan",
    "SeededYear",
    "apply_pack",
    "check_pack",
    "find_demo_plugin",
    "find_packs",
    "find_plugin",
    "find_year_plugin",
    "pack_uid",
    "plan_pack",
    "standing_year",
    "start_demo",
    "start_year",
]
