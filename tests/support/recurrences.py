"""When series of meetings begin, by Python's dateutil and zoneinfo: another reading of RFC 5545 and of the time zone database than ours.

Run by hand from the project's root when cases are added: python3 tests/support/recurrences.py > tests/rules/recurrences.json
Made with dateutil 2.9.0. The random ones are the same each time.
"""
import json
import random
from datetime import datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

ZONES = ['Europe/Vienna', 'America/New_York', 'America/Sao_Paulo', 'Asia/Bangkok', 'Africa/Nairobi', 'Asia/Beirut', 'Australia/Lord_Howe']
MOST = 60
DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
NAMED = [
    ('FREQ=WEEKLY;BYDAY=WE', '2027-03-03T15:00', 'Europe/Vienna', '2028-03-02'),
    ('FREQ=WEEKLY;INTERVAL=2;BYDAY=TH', '2027-03-04T15:00', 'Europe/Vienna', '2029-03-02'),
    ('FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU', '2027-01-05T15:00', 'Europe/Vienna', '2030-01-02'),
    ('FREQ=MONTHLY;BYDAY=-1FR', '2027-01-29T17:30', 'Europe/Vienna', '2030-01-02'),
    ('FREQ=MONTHLY;BYMONTHDAY=31', '2027-01-31T09:00', 'America/New_York', '2032-01-31'),
    ('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29', '2028-02-29T09:00', 'Asia/Beirut', '2047-01-31'),
    ('FREQ=WEEKLY;BYDAY=SU', '2027-01-03T02:30', 'Europe/Vienna', '2028-12-31'),
    ('FREQ=WEEKLY;BYDAY=SU', '2027-01-03T00:00', 'Asia/Beirut', '2028-12-31'),
    ('FREQ=WEEKLY;BYDAY=SU', '2027-01-03T02:15', 'Australia/Lord_Howe', '2028-12-31'),
    ('FREQ=WEEKLY;BYDAY=SU', '2027-01-03T01:30', 'America/New_York', '2028-12-31'),
    # Examples of RFC 5545 itself, on later days.
    ('FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '1997-08-05T09:00', 'America/New_York', None),
    ('FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '1997-08-05T09:00', 'America/New_York', None),
    ('FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '1997-09-04T09:00', 'America/New_York', None),
    ('FREQ=MONTHLY;COUNT=7;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2', '1997-09-29T09:00', 'America/New_York', None),
    ('FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8', '1996-11-05T09:00', 'America/New_York', '2015-12-31'),
    ('FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', '1997-05-12T09:00', 'America/New_York', '2016-12-31'),
    ('FREQ=YEARLY;BYDAY=20MO', '1997-05-19T09:00', 'America/New_York', '2016-12-31'),
    ('FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200', '1997-01-01T09:00', 'America/New_York', None),
    ('FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR', '1998-02-13T09:00', 'America/New_York', '2017-12-31'),
    ('FREQ=DAILY;BYHOUR=9,15;BYMINUTE=30', '2027-03-03T09:30', 'Europe/Vienna', '2027-05-31'),
]


def chosen(of, most):
    return random.sample(of, random.randint(1, most))


def made():
    """A rule at random: some that people ask for, some odd ones."""
    freq = random.choice(['DAILY', 'WEEKLY', 'WEEKLY', 'MONTHLY', 'MONTHLY', 'YEARLY'])
    parts = {'FREQ': freq}
    if random.random() < .5:
        parts['INTERVAL'] = random.choice([2, 2, 3, 4, 6])
    kind = random.random()
    if freq == 'DAILY':
        if kind < .3:
            parts['BYMONTH'] = chosen(range(1, 13), 4)
        elif kind < .6:
            parts['BYDAY'] = chosen(DAYS, 4)
    elif freq == 'WEEKLY':
        if kind < .7:
            parts['BYDAY'] = chosen(DAYS, 3)
        if random.random() < .2:
            parts['WKST'] = random.choice(DAYS)
        if random.random() < .1:
            parts['BYMONTH'] = chosen(range(1, 13), 6)
    elif freq == 'MONTHLY':
        if kind < .4:
            parts['BYDAY'] = [f'{nth}{day}' for nth in chosen([1, 2, 3, 4, 5, -1, -2], 2) for day in chosen(DAYS, 2)]
        elif kind < .6:
            parts['BYMONTHDAY'] = chosen([1, 2, 5, 13, 15, 28, 29, 30, 31, -1, -2, -29], 2)
        elif kind < .8:
            parts['BYDAY'] = chosen(DAYS, 5)
            parts['BYSETPOS'] = chosen([1, 2, 3, -1, -2], 2)
        elif kind < .9:
            parts['BYDAY'] = chosen(DAYS, 2)
            parts['BYMONTHDAY'] = list(range(8, 15))
    elif kind < .3:
        parts['BYMONTH'] = chosen(range(1, 13), 3)
        parts['BYDAY'] = [f'{random.choice([1, 2, 3, 4, -1])}{day}' for day in chosen(DAYS, 2)]
    elif kind < .5:
        parts['BYWEEKNO'] = chosen([2, 9, 20, 26, 40, 51, -2], 3)
        parts['BYDAY'] = chosen(DAYS, 2)
    elif kind < .6:
        parts['BYYEARDAY'] = chosen([1, 60, 100, 200, 365, 366, -1, -100], 2)
    elif kind < .7:
        parts['BYDAY'] = [f'{random.choice([1, 20, 52, -1, -10])}{day}' for day in chosen(DAYS, 2)]
    elif kind < .8:
        parts['BYMONTH'] = chosen(range(1, 13), 3)
        parts['BYMONTHDAY'] = chosen([1, 15, 29, 31, -1], 2)
    if random.random() < .3:
        parts['COUNT'] = random.randint(1, 60)
    text = ';'.join(f"{part}={','.join(map(str, value)) if isinstance(value, list) else value}" for part, value in parts.items())
    start = datetime(2026, 12, 1) + timedelta(days=random.randrange(800), minutes=random.choice([0, 15, 30]) + 60 * random.choice([0, 1, 2, 3, 9, 10, 15, 15, 23]))
    return text, start, random.choice(ZONES)


def civil(at):
    return at.strftime('%Y-%m-%dT%H:%M')


def row(text, starts, zone, last):
    start = datetime.fromisoformat(starts)
    # Nothing goes on for more than twenty years.
    end = datetime.fromisoformat(last) if last else datetime(start.year + 20, start.month, min(start.day, 28))
    end += timedelta(hours=23, minutes=59)
    local = []
    for at in rrulestr(text, dtstart=start):
        if at > end or len(local) == MOST:
            break
        local.append(at)
    # An hour that the clock skips is as much later as it skips, of one that comes twice the first counts: fold=0 reads it so.
    utc = [at.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(timezone.utc) for at in local]
    return {'rule': text, 'starts': starts, 'zone': zone, 'last': last, 'utc': ' '.join(at.strftime('%Y%m%dT%H%M') for at in utc)}


def rows():
    random.seed(2027)
    for each in NAMED:
        yield row(*each)
    while True:
        text, start, zone = made()
        first = next(iter(rrulestr(text, dtstart=start)), None)
        # A series begins with its first time; what a rule means from another one is not defined.
        if first is None:
            continue
        last = None if 'COUNT' in text else (first + timedelta(days=random.randrange(30, 1500))).date().isoformat()
        if first.year < 2031:
            yield row(text, civil(first), zone, last)


found = rows()
print('[\n  ' + ',\n  '.join(json.dumps(next(found)) for _ in range(320)) + '\n]')
