"""The body map's drawing: one half of a body, seen from behind and from the front, as SVG paths.

Coordinates are pixels from the middle of the body to its right; the left half is the mirror image.
As in an anatomical atlas, the back shows the surface on the left and the deeper layer on the right.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Side = Literal["left", "right", "both"]
Plain = tuple[str, Side]

HEIGHT = 560
MIDDLE = 180

OUTLINE = (
    "M0 14C16 14 25 26 25 44C25 58 20 70 14 77L14 88C16 98 30 102 46 106C62 108 74 118 76 136"
    "C80 156 83 170 85 186C90 206 97 228 101 252C103 262 104 270 106 278C110 290 110 304 104 314"
    "C100 320 94 316 93 306C91 294 91 286 91 280C86 258 78 236 73 214C68 196 63 176 58 158"
    "C57 176 52 196 47 214C45 226 50 244 56 260C61 276 62 296 61 316C60 350 53 380 48 404"
    "C46 416 50 430 51 446C51 470 42 494 36 516C35 526 38 532 42 540C44 548 34 550 26 548"
    "C18 546 17 538 19 526C18 508 14 488 12 466C10 446 12 428 14 412C12 390 6 350 4 312L0 308Z"
)
HAMSTRINGS = (
    "M6 326C20 333 42 329 57 317C58 346 52 376 46 401C38 408 24 408 16 401C12 376 7 350 6 326Z"
)
CALVES = (
    "M15 421C24 413 38 413 46 421C50 437 49 457 43 475C36 487 24 487 17 475C12 457 12 437 15 421Z"
)


@dataclass(frozen=True)
class Muscle:
    """Where a muscle is drawn, where its number stands, and where its name stands beside the body.

    Parameters
    ----------
    id
        A muscle of the catalogue.
    path
        Right half.
    side
        Which half of the body shows it.
    number
        Place of the number, with the half's own sign: negative is left.
    label
        Height of the name; it stands on the side of the number.
    leader
        Where the line from the name ends.
    turn
        Degrees by which the number is turned to fit in a narrow muscle.
    """

    id: str
    path: str
    side: Side
    number: tuple[int, int]
    label: int
    leader: tuple[int, int]
    turn: int = 0


@dataclass(frozen=True)
class View:
    """The body from one side: its measured muscles, the plain ones beside them, lines inside muscles."""

    name: str
    side: str
    muscles: tuple[Muscle, ...]
    plain: tuple[Plain, ...]
    lines: tuple[str, ...]


BACK_MUSCLES = (
    Muscle(
        "mid_traps",
        "M2 100C14 104 32 108 47 112C50 114 50 117 46 119C32 124 16 132 2 142Z",
        "left",
        (-20, 119),
        88,
        (-40, 112),
    ),
    Muscle(
        "rear_delts",
        "M53 111C65 112 73 122 75 137C77 148 78 154 77 161C68 152 58 139 51 124C56 120 56 115 53 111Z",
        "left",
        (-65, 137),
        134,
        (-74, 140),
    ),
    Muscle(
        "lower_traps",
        "M2 145C14 136 28 128 38 123C34 146 18 176 2 207Z",
        "left",
        (-14, 156),
        182,
        (-33, 132),
    ),
    Muscle(
        "lats",
        "M40 127C44 140 52 150 57 161C56 178 51 197 46 214C40 223 26 233 16 239C10 237 6 233 3 227"
        "L3 212C20 184 36 152 40 127Z",
        "left",
        (-37, 196),
        230,
        (-54, 176),
    ),
    Muscle(
        "glute_max",
        "M3 263C18 252 39 254 51 268C60 284 58 304 47 314C33 325 14 323 4 311Z",
        "left",
        (-29, 293),
        292,
        (-52, 282),
    ),
    Muscle("hamstrings", HAMSTRINGS, "both", (-31, 366), 366, (-54, 360)),
    Muscle("calves", CALVES, "both", (-31, 450), 450, (-46, 444)),
    Muscle(
        "neck_extensors",
        "M2 66C8 66 12 70 12 78C12 87 14 93 19 98C12 101 6 102 2 103Z",
        "right",
        (9, 87),
        72,
        (13, 84),
        -90,
    ),
    Muscle(
        "rhomboids",
        "M2 107C10 111 24 117 34 121C33 136 34 150 37 163C24 156 12 146 2 134Z",
        "right",
        (20, 135),
        128,
        (34, 130),
    ),
    Muscle(
        "erector_spinae",
        "M11 146C20 153 26 164 28 180C30 206 29 234 25 259L14 259C15 220 14 182 11 146Z",
        "right",
        (25, 204),
        176,
        (28, 186),
        -90,
    ),
    Muscle(
        "quadratus_lumborum",
        "M32 208C38 205 44 208 47 214C45 226 48 236 52 246C45 251 37 252 29 255C32 238 33 222 32 208Z",
        "right",
        (40, 234),
        224,
        (48, 222),
    ),
    Muscle(
        "multifidus",
        "M2 168C7 182 11 200 12 222C13 244 12 262 9 278L2 278Z",
        "right",
        (10, 242),
        312,
        (9, 272),
        -90,
    ),
    Muscle(
        "glute_med",
        "M17 267C28 258 43 254 55 259C60 270 62 284 60 300C46 296 28 288 17 267Z",
        "right",
        (44, 279),
        268,
        (58, 272),
    ),
)
FRONT_MUSCLES = (
    Muscle(
        "abs",
        "M1 168C10 165 20 167 25 173C28 200 25 236 19 264C13 280 7 290 1 295Z",
        "both",
        (-13, 214),
        214,
        (-24, 206),
    ),
    Muscle(
        "quads",
        "M22 304C34 294 52 292 60 304C61 342 54 378 48 401C40 412 26 412 19 401C15 380 15 340 22 304Z",
        "both",
        (-38, 352),
        352,
        (-58, 340),
    ),
    Muscle(
        "adductors",
        "M3 312C10 304 17 302 20 305C14 336 12 360 14 384C8 358 4 334 3 312Z",
        "both",
        (14, 330),
        320,
        (17, 314),
        -90,
    ),
)
# What is drawn beside the measured muscles, so that the map is a body: (path, halves that show it).
ARM = "M62 166C70 166 78 170 81 186C83 200 82 208 79 216C72 204 66 186 62 166Z"
FOREARM = (
    "M79 220C84 216 88 214 90 214C95 232 100 252 101 270C97 272 94 272 92 270C88 252 83 236 79 220Z"
)
BACK_PLAIN: tuple[Plain, ...] = (
    (ARM, "both"),
    (FOREARM, "both"),
    ("M2 72C10 72 12 80 13 90C16 100 30 103 46 107C32 106 14 102 2 98Z", "left"),
    ("M22 101C30 104 40 106 48 108C44 112 36 114 28 113Z", "right"),
    ("M40 128C46 124 52 128 55 138C56 146 56 152 56 156C50 150 44 140 40 128Z", "left"),
    ("M37 114C46 116 54 116 62 121C58 140 50 156 41 166C36 150 35 130 37 114Z", "right"),
    ("M54 110C66 111 73 122 75 137C77 148 78 154 77 161C70 152 66 138 64 120Z", "right"),
    ("M32 170C42 166 50 166 55 168C54 180 51 194 47 208C42 206 38 202 34 200Z", "right"),
    ("M16 272C26 286 42 298 59 304C58 310 54 314 48 317C34 326 14 324 4 312L4 282Z", "right"),
)
FRONT_PLAIN: tuple[Plain, ...] = (
    (ARM, "both"),
    (FOREARM, "both"),
    ("M14 90C18 98 30 103 44 107C32 108 20 106 12 102Z", "both"),
    ("M3 112C20 106 38 108 50 114C56 124 57 138 54 150C42 160 20 164 3 158Z", "both"),
    (
        "M53 111C66 111 74 124 76 140C77 150 78 156 78 162C68 160 62 150 59 140C59 128 57 118 53 111Z",
        "both",
    ),
    (
        "M28 174C38 170 48 164 54 158C54 178 50 198 46 214C45 228 49 244 54 258C44 266 34 274 26 278"
        "C30 240 30 204 28 174Z",
        "both",
    ),
    (
        "M20 418C28 414 40 414 47 420C50 438 48 462 40 486C36 500 33 510 30 514C24 490 20 450 20 418Z",
        "both",
    ),
)
# Lines inside muscles.
BACK_LINES = (
    "M31 332C30 354 30 380 31 400",
    "M31 418C31 436 31 452 30 466",
    "M0 98L0 288",
)
FRONT_LINES = (
    "M25 194L1 196M26 219L1 221M24 244L1 246",
    "M34 306C38 340 36 372 32 396",
    "M22 410C28 416 40 416 46 410",
)

BACK = View("back", "behind", BACK_MUSCLES, BACK_PLAIN, BACK_LINES)
FRONT = View("front", "the front", FRONT_MUSCLES, FRONT_PLAIN, FRONT_LINES)
