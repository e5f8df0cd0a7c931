"""A unit of a domain is X.h, X.cc and X_test.cc. usage: units.py RULE, in the root of the tree.

incomplete: an X.cc without its X.h, a unit that declares functions without its X_test.cc, and a
test that is of no unit; what crosses nouns is named *_scenario_test.cc or *_random_test.cc.
undefined: functions that X.h declares and X.cc does not define.
untested: of the names that headers declare, those that X_test.cc does not say, if they are more
than one in twenty of a service.
"""
import pathlib
import re
import sys

from sources import bare, declared, read, without_comments

CROSSING = ('_scenario_test', '_random_test')
# Rows of a table, which the tests of the table try one by one: rpc/lifecycles_test.cc,
# domain/kinds_test.cc and instruments/instrument_table_test.cc.
ROWS = re.compile(r'\w+Lifecycle|Lifecycles|\w+Kind|\w+Instrument')


def headers():
    return sorted(pathlib.Path('.').glob('services/*/domain/**/*.h'))


def test_of(header):
    return header.with_name(header.stem + '_test.cc')


def incomplete():
    for source in sorted(pathlib.Path('.').glob('services/*/domain/**/*.cc')):
        unit = source.stem.removesuffix('_test')
        if not source.stem.endswith(CROSSING) and not source.with_name(unit + '.h').exists():
            yield f'{source}: no {unit}.h'
    for header in headers():
        kinds = declared(read(header)).values()
        if header.stem == 'lifecycles':
            continue
        if {'function', 'defined'} & set(kinds) and not test_of(header).exists():
            yield f'{header}: no {test_of(header).name}'


def undefined():
    for header in headers():
        source = header.with_suffix('.cc')
        text = bare(read(source)) if source.exists() else ''
        for name, kind in declared(read(header)).items():
            if kind == 'function' and not re.search(rf'\b{name}\(', text):
                yield f'{header}: {name} is not defined in {source.name}'


def untested():
    services = {}
    for header in headers():
        test = test_of(header)
        text = without_comments(read(test)) if test.exists() else ''
        names, missing = services.setdefault(header.parts[1], ([], []))
        for name, kind in declared(read(header)).items():
            if kind in ('function', 'defined') and not ROWS.fullmatch(name):
                names.append(name)
                if not re.search(rf'\b{name}\b', text):
                    missing.append(f'{test}: {name}')
    for names, missing in services.values():
        if len(missing) * 20 > len(names):
            yield from missing


for line in {'incomplete': incomplete, 'undefined': undefined, 'untested': untested}[sys.argv[1]]():
    print(line)
