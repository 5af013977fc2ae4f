"""Which watches does a post satisfy, and where: keys propose, the evaluator decides (pure)."""

from bot.match.compiled import compile_query, compiled_version
from bot.match.evaluation import evaluate
from bot.match.narrowing import narrower
from bot.match.percolator import Percolator
from bot.match.proposing import post_keys, proposing_keys
from bot.match.trace import Reason, Traced, trace, why
from bot.model import Match

__all__ = [
    "Match",
    "Percolator",
    "Reason",
    "Traced",
    "compile_query",
    "compiled_version",
    "evaluate",
    "narrower",
    "post_keys",
    "proposing_keys",
    "trace",
    "why",
]
