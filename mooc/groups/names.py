"""What groups are called: two words from a clockmaker's and a printer's bench, and an address that stays."""

_FIRST = (
    "Amber Bold Brass Bright Bronze Calm Carbon Chalk Clockwork Cobalt Copper Crimson Curious Folded Gilded Golden "
    "Granite Indigo Inky Iron Ivory Jade Lacquer Linen Maple Marble Merry Mosaic Nimble Oaken Ochre Olive Opal Paper "
    "Patient Pewter Quiet Rolling Russet Saffron Silver Slate Steady Tidal Umber Velvet Verdigris Wandering Winding"
).split()
_SECOND = (
    "Abaci Anchors Astrolabes Balances Barometers Beacons Bellows Bobbins Chimes Cogs Compasses Crickets Dials Engines "
    "Escapements Foxes Gears Gliders Herons Hinges Kites Lanterns Larks Ledgers Levers Looms Magpies Metronomes "
    "Mainsprings Orreries Otters Owls Pendulums Pinions Pistons Presses Pulleys Quills Rivets Sextants Sparrows "
    "Springs Sundials Swifts Telegraphs Tinkers Tortoises Weathervanes Wheels Whistles"
).split()
_PAIRS = len(_FIRST) * len(_SECOND)
# Neighbouring numbers should sound different: a step that visits every pair once before any comes again.
_STEP = 1_009


def group_name(run_id: int, number: int) -> str:
    """Return the name of a group: different for each of the first thousands of a run, the same whenever asked."""
    place = (run_id * 577 + number * _STEP) % _PAIRS
    name = f"{_FIRST[place % len(_FIRST)]} {_SECOND[place // len(_FIRST)]}"
    return name if number <= _PAIRS else f"{name} {1 + (number - 1) // _PAIRS}"


def local_part(run_id: int, number: int) -> str:
    """Return what stands before the @ of a group's address: unique over all runs, never said differently."""
    return f"group-{number}-r{run_id}"
