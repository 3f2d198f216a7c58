"""What to buy with a budget: one exact model of purchase and plan together."""

from optimizer.purchase.buy import buy
from optimizer.purchase.progress import BuyProgress
from optimizer.purchase.result import Basket, BestBuy, CheapestBuy, Purchase

__all__ = ["Basket", "BestBuy", "BuyProgress", "CheapestBuy", "Purchase", "buy"]
