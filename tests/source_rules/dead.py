"""Prints what X.h declares and nobody needs: only its definition and X_test.cc name it.
"""
import collections
import pathlib
import re

from sources import declared, read, without_comments



def main():
    files = [path for root in ('common', 'services', 'tests')
             for path in sorted(pathlib.Path(root).rglob('*')) if path.suffix in ('.h', '.cc')]
    users = collections.defaultdict(set)
    for path in files:
        unit = str(path.with_name(path.stem.removesuffix('_test')))
        for word in set(re.findall(r'\w+', without_comments(read(path)))):
            users[word].add(unit)
    for path in files:
        if path.suffix != '.h':
            continue
        text = read(path)
        macros = ' '.join(re.findall(r'^#define.*(?:\\\n.*)*', text, re.M))
        for name, kind in declared(text).items():
            if name.startswith('MATCHER') or re.search(rf'\b{name}\b', macros):
                continue  # A macro, or what one uses.
            source = path.with_suffix('.cc')
            word = re.compile(rf'\b{name}\b')
            here = len(word.findall(without_comments(text)))
            there = len(word.findall(without_comments(read(source)))) if source.exists() else 0
            inside = here > 1 or there > (kind == 'function')
            unit = {str(path.with_name(path.stem))}
            if users[name] == unit and not inside:
                yield f'{path}: {name}'


if __name__ == '__main__':
    for line in main():
        print(line)
