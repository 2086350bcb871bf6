"""Civil times by Python's zoneinfo, an independent reading of the IANA time zone database.

Run by hand from the project's root when cases are added: python3 tests/support/civil_times.py > tests/rules/civil-times.json
"""
import calendar
import json
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

VIENNA = 'Europe/Vienna'
READERS = ['Asia/Bangkok', 'Africa/Nairobi', 'America/Sao_Paulo', 'America/New_York', 'Europe/Vilnius', 'Asia/Beirut']
FAR = ['Pacific/Auckland', 'Pacific/Honolulu', 'Pacific/Apia', 'Pacific/Kiritimati', 'Pacific/Pago_Pago']


def both(day, clock, zone):
    """The instants at which a zone's clock shows a time: none, one or two. Found by looking at the clock, not by asking for a fold."""
    wall = datetime.combine(day, clock)
    around = datetime.combine(day, clock, timezone.utc)
    minutes = (around + timedelta(minutes=15 * step) for step in range(-26 * 4, 26 * 4 + 1))
    return [at for at in minutes if at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall]


def the(day, clock, zone):
    (at,) = both(day, clock, zone)
    return at


def utc(at):
    return at.strftime('%Y-%m-%dT%H:%MZ')


def words(at, zone):
    here = at.astimezone(ZoneInfo(zone))
    city = zone.split('/')[-1].replace('_', ' ')
    return f'{here:%a} {here.day} {here:%B %Y}, {here:%H:%M} {city}'


def seen(day, clock, zones):
    at = the(day, clock, VIENNA)
    return {'day': day.isoformat(), 'time': clock.strftime('%H:%M'), 'utc': utc(at), 'seen': [words(at, zone) for zone in zones]}


def calls():
    """Every second Thursday, from the first one of December 2026 to the end of 2028."""
    day = next(each for each in (date(2026, 12, 1) + timedelta(n) for n in range(7)) if each.weekday() == 3)
    while day < date(2029, 1, 1):
        yield seen(day, time(15), READERS)
        day += timedelta(14)


def last_fridays():
    for month in range(12, 12 + 25):
        year, of = 2026 + (month - 1) // 12, (month - 1) % 12 + 1
        week = [week[4] for week in calendar.Calendar().monthdatescalendar(year, of) if week[4].month == of][-1]
        yield seen(week, time(17, 30), READERS)


def mondays():
    """Nine o'clock on each reader's own Monday."""
    for week in range(52):
        day = date(2027, 1, 4) + timedelta(7 * week)
        yield {'day': day.isoformat(), 'utc': [utc(the(day, time(9), zone)) for zone in READERS]}


def odd():
    """Times that a clock skips or shows twice, and their neighbours."""
    cases = [
        (VIENNA, '2027-03-28 01:30'), (VIENNA, '2027-03-28 02:30'), (VIENNA, '2027-03-28 03:30'), (VIENNA, '2027-10-31 01:30'), (VIENNA, '2027-10-31 02:30'), (VIENNA, '2027-10-31 03:30'),
        ('America/New_York', '2027-03-14 02:30'), ('America/New_York', '2027-11-07 01:30'), ('Asia/Beirut', '2027-03-28 00:30'), ('Asia/Beirut', '2027-10-30 23:30'),
        ('America/Sao_Paulo', '2018-11-04 00:30'), ('America/Sao_Paulo', '2018-02-17 23:30'), ('America/Sao_Paulo', '2027-11-07 00:30'), ('Pacific/Auckland', '2027-09-26 02:30'),
        ('Pacific/Auckland', '2027-04-04 02:30'), ('Australia/Lord_Howe', '2027-10-03 02:15'), ('Australia/Lord_Howe', '2027-04-04 01:45'), ('Pacific/Honolulu', '2027-03-14 02:30'),
        ('Asia/Bangkok', '2027-03-28 02:30'), ('Europe/Vilnius', '2027-03-28 03:30'), ('Europe/Vilnius', '2027-10-31 03:30'),
    ]
    for zone, text in cases:
        at = datetime.fromisoformat(text)
        found = both(at.date(), at.time(), zone)
        # Where the clock never shows it: what it shows as long before the gap and as long after it.
        gap = [] if found else [at - gap_at(at, zone), at + gap_at(at, zone)]
        yield {'zone': zone, 'typed': text, 'utc': [utc(each) for each in found], 'instead': [f'{each:%Y-%m-%d %H:%M}' for each in gap], 'after': utc(found[0] if found else the(gap[1].date(), gap[1].time(), zone))}


def gap_at(wall, zone):
    """How much the clock was put forward where it skipped a time."""
    guess = wall.replace(tzinfo=timezone.utc)
    return (guess + timedelta(hours=26)).astimezone(ZoneInfo(zone)).utcoffset() - (guess - timedelta(hours=26)).astimezone(ZoneInfo(zone)).utcoffset()


def leap_days():
    leap = date(2028, 2, 29)
    zones = READERS + ['Pacific/Auckland', 'Pacific/Honolulu']
    rungs = [[days, (leap + timedelta(days)).isoformat()] for days in (-400, -30, -14, -7, -1, 0, 1, 3, 24, 366)]
    yearly = [[year, (leap.replace(year=year) if calendar.isleap(year) else date(year, 2, 28)).isoformat()] for year in range(2029, 2041)]
    return {'day': leap.isoformat(), 'zones': zones, 'hour': seen(leap, time(10), zones), 'rungs': rungs, 'yearly': yearly}


def far_days():
    """A last day read on the other side of the date line: when a reader with usual hours (Monday to Friday, from nine) hears of it."""
    for zone in FAR + [VIENNA]:
        for day in (date(2027, 3, 10), date(2027, 3, 15), date(2027, 4, 5), date(2027, 9, 27), date(2027, 10, 29), date(2028, 2, 29)):
            for clock in (None, time(0, 30), time(12), time(23, 45)):
                last = the(day + timedelta(1), time(0), zone) if clock is None else the(day, clock, zone)
                yield {'zone': zone, 'day': day.isoformat(), 'time': clock and clock.strftime('%H:%M'), 'until': utc(last), 'heard': [utc(heard(day, last, reader)) for reader in FAR + [VIENNA, 'America/New_York']]}


def heard(day, last, zone):
    """Nine o'clock of that very day on the reader's own calendar; where that is too late, of the last working day on which it is not."""
    nine = the(day, time(9), zone)
    while nine >= last or day.weekday() > 4:
        day -= timedelta(1)
        nine = the(day, time(9), zone)
    return nine


def lines(name, rows):
    return f'"{name}": [\n  ' + ',\n  '.join(json.dumps(row, ensure_ascii=False) for row in rows) + '\n]'


print('{\n"readers": ' + json.dumps(READERS) + ',\n"far": ' + json.dumps(FAR + [VIENNA, 'America/New_York']) + ',')
print(',\n'.join([lines('calls', calls()), lines('lastFridays', last_fridays()), lines('mondays', mondays()), lines('odd', odd()), lines('farDays', far_days())]) + ',')
print('"leap": ' + json.dumps(leap_days(), ensure_ascii=False) + '\n}')
