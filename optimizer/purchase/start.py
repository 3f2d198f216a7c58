"""Plans with one basket by the ordinary model: a start for the joint search, and a last polish.

The ordinary model of a given basket is solved far sooner than the joint one (garage athlete, the
same basket: 96.4 points after 4 s of processor time, where the joint model with the basket held had
78.9), and diving into the joint relaxation leads to a basket that is hard to beat.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction

from optimizer.build import build_model
from optimizer.compile import compile_problem
from optimizer.conditions import is_met
from optimizer.engines.answer import Limits, Watch
from optimizer.engines.cp_sat import solve_with_cp_sat
from optimizer.engines.relaxation import relaxed_values
from optimizer.linear_model import LinearModel
from optimizer.options import Key
from optimizer.plan_model import PlanModel
from optimizer.purchase.model import PurchaseModel
from optimizer.purchase.search import SETTLING, solved_with
from optimizer.purchase.shop import CENTS
from optimizer.warm_start import holding, repeated_first_block

RELAXATION_SECONDS = 5.0
# A wide gap of the whole search would end the search for a plan too early.
FINE_GAP = 0.002
# Below the one the relaxation has no use for an item, above the other it is bought without asking on.
NOTHING, SURE = 0.01, 0.9
# So many baskets get a search of their own before the joint search takes over.
MOST_TRIES = 2
# So often a cheaper basket is looked for between one that reaches a score and one that does not.
HALVINGS = 3


def good_start(model: PurchaseModel, limits: Limits, watch: Watch) -> tuple[int, ...] | None:
    """Find a basket within the budget and a plan with it; with nothing bought where that has none.

    Parameters
    ----------
    model
        Basket and plan together; it has a budget.
    limits
        Limits of the search for a plan.
    watch
        Its `stop` event ends the search.

    Returns
    -------
    tuple of int or None
        A solution of the joint model.
    """
    whole = _all_money(model)
    for basket in dict.fromkeys((dive(model, watch, whole), ())):
        values = plan_with(model, basket, limits, watch)
        if values is not None:
            return values
    return None


def start_reaching(
    model: PurchaseModel,
    part: Callable[[], Limits],
    watch: Watch,
    least: Decimal,
    enough: Fraction,
) -> tuple[int, ...] | None:
    """Find a basket that reaches a score: dearer and dearer ones, then in between.

    Parameters
    ----------
    model
        Basket and plan together.
    part
        Limits of the next search for a plan.
    watch
        Its `stop` event ends the search.
    least
        What a basket that reaches the score must cost, as far as is known.
    enough
        The score in points.

    Returns
    -------
    tuple of int or None
        The solution with the highest score found, or the cheapest that reaches the score.
    """
    best: tuple[int, ...] | None = None
    low, whole, tries = least, _all_money(model), 0
    most = least
    while most < whole and tries < MOST_TRIES and not watch.stop.is_set():
        most = min(whole, 2 * max(most, min(i.price for i in model.shop.items.values())))
        values = _promising(model, dive(model, watch, most), part, watch, enough)
        if values is None:
            low = most
            continue
        tries += 1
        if best is None or model.linear.score(values) > model.linear.score(best):
            best = values
        if model.linear.score(values) >= enough:
            break
        low = most
    if best is None or model.linear.score(best) < enough:
        return best
    for _ in range(HALVINGS):
        most = (low + model.shop.cost(model.basket(best))) / 2
        values = _promising(model, dive(model, watch, most), part, watch, enough)
        if values is not None and model.linear.score(values) >= enough:
            best = values
        else:
            low = most
    return best


def _promising(
    model: PurchaseModel,
    basket: tuple[str, ...],
    part: Callable[[], Limits],
    watch: Watch,
    enough: Fraction,
) -> tuple[int, ...] | None:
    """Search a plan with a basket unless not even the relaxation reaches the score with it."""
    if watch.stop.is_set():
        return None
    linear = model.linear
    relaxed = relaxed_values(holding(linear, model.holding_basket(basket)), RELAXATION_SECONDS)
    if relaxed is None:
        return None
    coefficients, constant = linear.objective()
    highest = constant + sum(c * relaxed[variable] for variable, c in coefficients.items())
    if highest < enough * linear.scale:
        return None
    return plan_with(model, basket, part(), watch)


def _all_money(model: PurchaseModel) -> Decimal:
    return model.shop.cost(model.shop.items) if model.budget is None else model.budget


def plan_with(
    model: PurchaseModel,
    basket: Sequence[str],
    limits: Limits,
    watch: Watch,
    known: Sequence[int] | None = None,
) -> tuple[int, ...] | None:
    """Search a plan with one basket.

    Parameters
    ----------
    model
        Basket and plan together.
    basket
        Items to buy.
    limits
        Limits of the search.
    watch
        Its `stop` event ends the search.
    known
        A solution of the joint model with this basket, to start from.

    Returns
    -------
    tuple of int or None
        A solution of the joint model.
    """
    scenario = model.shop.stocked(basket)
    real = build_model(compile_problem(scenario))
    if real.linear.impossible_rows():
        return None
    quiet = Watch(stop=watch.stop)
    if known is None:
        hint = repeated_first_block(scenario, real, limits, quiet)
    else:
        hint = dict(enumerate(_carried_over(model.plan_model, known, real, ()) or ()))
    fine = limits.model_copy(update={"gap": min(limits.gap, FINE_GAP)})
    answer = solve_with_cp_sat(real.linear, fine, watch=quiet, hint=hint)
    if answer.values is None:
        return None
    bought = model.holding_basket(basket)
    return _carried_over(real, answer.values, model.plan_model, basket, bought)


def moved(
    source: PurchaseModel, values: Sequence[int], target: PurchaseModel
) -> tuple[int, ...] | None:
    """Turn a solution of one joint model into one of another that offers its items too."""
    basket = source.basket(values)
    bought = target.holding_basket(basket)
    return _carried_over(source.plan_model, values, target.plan_model, basket, bought)


def _carried_over(
    source: PlanModel,
    values: Sequence[int],
    target: PlanModel,
    basket: Sequence[str],
    bought: dict[int, int] | None = None,
) -> tuple[int, ...] | None:
    """Turn a solution of one model into the solution of another with the same decisions."""
    chosen: dict[Key, int] = {}
    for cell in source.problem.cells:
        if source.does(cell).value(values):
            key = (cell.exercise.id, cell.method.id, cell.slot, cell.block)
            chosen[key] = source.sets(cell).value(values)
    held = dict(bought or {})
    for slot in target.problem.slots:
        used = source.uses(slot.index).value(values)
        held.update(dict.fromkeys(target.uses(slot.index).terms, used))
    for cell in target.problem.cells:
        key = (cell.exercise.id, cell.method.id, cell.slot, cell.block)
        # Of the variants of an option, the first that the basket allows has the shortest sets.
        sets = chosen.pop(key, 0) if is_met(cell.when, basket) else 0
        held.update(dict.fromkeys(target.does(cell).terms, int(sets > 0)))
        held.update(dict.fromkeys(target.sets(cell).terms, sets))
    return solved_with(target.linear, held, SETTLING, Watch()).values


def dive(model: PurchaseModel, watch: Watch, most: Decimal) -> tuple[str, ...]:
    """Buy, one after the other, the item that the relaxation wants most of, as long as money lasts.

    Parameters
    ----------
    model
        Basket and plan together.
    watch
        Its `stop` event ends the dive.
    most
        Money to spend, in the library's currency.
    """
    short = model.first_block
    money = LinearModel(list(short.linear.variables), list(short.linear.rows), short.linear.rewards)
    money.row(short.cost, None, int(most * CENTS), rule="purchase", where="money")
    basket: tuple[str, ...] = ()
    left = [name for name in model.shop.items if model.allows((name,), most)]
    while left and not watch.stop.is_set():
        held = dict.fromkeys((v for n in basket for v in short.plan_model.owns(n).terms), 1)
        values = relaxed_values(holding(money, held), RELAXATION_SECONDS)
        if values is None:
            break
        shares = {
            name: sum(values[variable] for variable in short.plan_model.owns(name).terms)
            for name in left
        }
        ranked = sorted(left, key=lambda name: (-round(shares[name], 6), model.prices[name]))
        if shares[ranked[0]] < NOTHING:
            break
        for place, name in enumerate(ranked):
            sure = place == 0 or shares[name] > SURE
            if sure and model.allows((*basket, name), most):
                basket = tuple(n for n in model.shop.items if n in (*basket, name))
        left = [n for n in left if n not in basket and model.allows((*basket, n), most)]
    return basket
