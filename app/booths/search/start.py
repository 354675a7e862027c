"""A first plan in a moment: whole organisations into the plainest booths that do.

Scarce booths (much power, water, internet) are wanted by many exhibits, so each booth has a
popularity; an organisation takes the least popular booth that holds all it brings. The
hardest organisations choose first. Order is varied by chance and the best plan is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from app.booths.search.board import NOWHERE, Board, Figures

TRIES = 12


def popularity(figures: Figures) -> list[float]:
    """How much each booth is wanted: an exhibit with few suitable booths wants each more."""
    wanted = [0.0] * len(figures.places)
    for exhibit, booths in enumerate(figures.suits):
        for booth in booths:
            wanted[booth] += figures.weight[exhibit] / len(booths)
    return wanted


def first_plan(figures: Figures, chance: Random, enough: Callable[[], bool]) -> Board:
    """The best of a few greedy plans; at least one is made, however soon it is `enough`.

    Fixed exhibits stand in their booths. The caller has made sure that they can.
    """
    wanted = popularity(figures)
    best = _greedy(figures, wanted, chance, shake=0.0)
    for _ in range(TRIES - 1):
        if enough():
            break
        board = _greedy(figures, wanted, chance, shake=0.3)
        best = max(best, board, key=Board.score)
    return best


def _greedy(figures: Figures, wanted: list[float], chance: Random, shake: float) -> Board:
    board = Board(figures)
    hardness = [
        max(figures.weight[e] / (1 + len(figures.suits[e])) for e in exhibits)
        * (1 + shake * chance.random())
        for exhibits in figures.exhibits_of_org
    ]
    for org in sorted(range(len(hardness)), key=hardness.__getitem__, reverse=True):
        _settle(board, org, wanted)
    board.add_all_that_fit(wanted)
    return board


def _settle(board: Board, org: int, wanted: list[float]) -> None:
    """Place an organisation's exhibits, booth by booth, each time where most weight goes."""
    figures = board.figures
    own = board.booths_of_org[org]
    waiting = [e for e in figures.exhibits_of_org[org] if board.booth_of[e] == NOWHERE]
    waiting.sort(key=lambda e: (len(figures.suits[e]), -figures.weight[e]))
    while waiting:
        best = None
        for booth in {booth for e in waiting for booth in figures.suits[e]}:
            if board.inside[booth] and booth not in own and not figures.shared[booth]:
                continue
            group = _that_fit(board, waiting, booth)
            weight = sum(figures.weight[e] for e in group)
            rank = (weight, booth in own, -wanted[booth], booth)
            if group and (best is None or rank > best[0]):
                best = rank, group, booth
        if best is None:
            return
        _, group, booth = best
        for exhibit in group:
            board.add(exhibit, booth)
        waiting = [e for e in waiting if e not in group]


def _that_fit(board: Board, waiting: list[int], booth: int) -> list[int]:
    """The exhibits, in the order given, that fit into a booth together."""
    figures = board.figures
    area, power = board.area[booth], board.power[booth]
    places = figures.places[booth] - len(board.inside[booth])
    group: list[int] = []
    for e in waiting:
        if places and figures.area[e] <= area and figures.power[e] <= power:
            apart = booth in figures.near[booth] and any(r in group for r in figures.rivals[e])
            if not apart and board.fits(e, booth):
                group.append(e)
                area, power, places = area - figures.area[e], power - figures.power[e], places - 1
    return group
