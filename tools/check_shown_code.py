#!/usr/bin/env python3
"""Checks that code which a page shows is the code that the tests compile and run: a C, C++, Rust or Python block whose first line
is `// path` (`# path`) holds that file's text. With --write, puts it there. Exit 1 names the blocks that differ."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "examples").rglob("*.md"))]
BLOCK = re.compile(r"^```(cpp|c|rust|python)\n(//|#) (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def main():
    shown, wrong = 0, []
    for page in PAGES:
        text = page.read_text()

        def check(block):
            nonlocal shown
            shown += 1
            path, code = ROOT / block[3], block[4]
            if not path.is_file():
                wrong.append(f"{page.relative_to(ROOT)}: there is no {block[3]}")
                return block[0]
            if path.read_text() != code:
                wrong.append(f"{page.relative_to(ROOT)}: another text than {block[3]} (--write mends it)")
            return f"```{block[1]}\n{block[2]} {block[3]}\n{path.read_text()}```"

        changed = BLOCK.sub(check, text)
        if "--write" in sys.argv and changed != text:
            page.write_text(changed)
    for line in wrong:
        print(line)
    print(f"shown code: {shown} blocks, {len(wrong)} differ")
    return 1 if wrong or shown == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
