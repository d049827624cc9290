"""A tiny ontology with made-up annotations, written as the files of an HPO release, and a plain reference ranking."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from eutonia.phenotype.annotations import Annotation
from eutonia.phenotype.files import HpoFiles
from eutonia.phenotype.ontology import Ontology
from eutonia.phenotype.parameters import Parameters
from eutonia.phenotype.relatives import series_name

# id, name, parents, more lines. 118 is the root of abnormalities.
TERMS = [
    ("0000001", "All", [], ""),
    ("0000118", "Phenotypic abnormality", ["0000001"], ""),
    ("0000005", "Mode of inheritance", ["0000001"], ""),
    ("0001419", "X-linked recessive inheritance", ["0000005"], ""),
    ("0003593", "Infantile onset", ["0000001"], ""),
    ("0003581", "Adult onset", ["0000001"], ""),
    ("0000010", "Muscle", ["0000118"], ""),
    ("0000011", "Cramp", ["0000010"], 'synonym: "Charley horse" EXACT layperson []\nalt_id: HP:0000911\n'),
    ("0000012", "Calf cramp", ["0000011"], ""),
    ("0000013", "Night cramp", ["0000011"], ""),
    ("0000014", "Myotonia", ["0000010"], 'synonym: "Délayed relaxation" EXACT []\n'),
    ("0000020", "Brain", ["0000118"], ""),
    ("0000021", "Seizure", ["0000020"], ""),
    ("0000022", "Focal seizure", ["0000021"], ""),
    ("0000023", "Ataxia", ["0000020"], ""),
    ("0000900", "obsolete Spasms", [], "is_obsolete: true\nreplaced_by: HP:0000011\n"),
    ("0000901", "obsolete Humours", [], "is_obsolete: true\n"),
    ("0000902", "obsolete Twitch", [], "is_obsolete: true\nconsider: HP:0000011\nconsider: HP:0000014\n"),
    ("0000903", "obsolete Late", [], "is_obsolete: true\nreplaced_by: HP:0003581\n"),
]
# disease, name, NOT, term, reference, onset term is aspect C, frequency, aspect
ROWS = [
    ("OMIM:1", "Cramp disease 1", "", "0000012", "PMID:1", "3/4", "P"),
    ("OMIM:1", "Cramp disease 1", "", "0000012", "PMID:2;PMID:9", "1/2", "P"),
    ("OMIM:1", "Cramp disease 1", "", "0000014", "PMID:1", "HP:0040283", "P"),
    ("OMIM:1", "Cramp disease 1", "", "0003581", "PMID:1", "2/2", "C"),
    ("OMIM:2", "Cramp disease 2", "", "0000013", "OMIM:2", "", "P"),
    ("OMIM:2", "Cramp disease 2", "NOT", "0000021", "OMIM:2", "", "P"),
    ("OMIM:2", "Cramp disease 2", "", "0001419", "OMIM:2", "", "I"),
    ("OMIM:3", "Cramp disease 3", "", "0000011", "PMID:3", "90%", "P"),
    ("OMIM:3", "Cramp disease 3", "", "0000023", "PMID:3", "0/5", "P"),
    ("OMIM:4", "Fits", "", "0000022", "PMID:4", "5/5", "P"),
    ("OMIM:4", "Fits", "", "0000023", "PMID:4", "1/5", "P"),
    ("OMIM:4", "Fits", "", "0003593", "PMID:4", "5/5", "C"),
    ("OMIM:5", "Wobble", "", "0000023", "PMID:5", "1/1", "P"),
    ("ORPHA:1", "Fits and cramp", "", "0000011", "ORPHA:1", "HP:0040282", "P"),
]
GENES = [("AAA", "OMIM:1"), ("BBB", "OMIM:4"), ("BBB", "ORPHA:1"), ("BBB", "OMIM:5"), ("CCC", "OMIM:3")]


def hp(number: str) -> str:
    return f"HP:{number}"


def write_files(folder: Path) -> HpoFiles:
    stanzas = "".join(
        f"\n[Term]\nid: HP:{number}\nname: {name}\n{more}" + "".join(f"is_a: HP:{p} ! parent\n" for p in parents)
        for number, name, parents, more in TERMS
    )
    (folder / "hp.obo").write_text(
        f"format-version: 1.2\ndata-version: hp/releases/2020-02-02\n{stanzas}\n[Typedef]\nid: part_of\n",
        encoding="utf-8",
    )
    head = (
        "database_id disease_name qualifier hpo_id reference evidence onset frequency sex modifier aspect biocuration"
    )
    lines = ["#version: 2020-02-03", "\t".join(head.split())]
    for disease, name, negated, term, reference, frequency, aspect in ROWS:
        lines.append(
            "\t".join([disease, name, negated, hp(term), reference, "TAS", "", frequency, "", "", aspect, "X"])
        )
    (folder / "phenotype.hpoa").write_text("\n".join(lines) + "\n", encoding="utf-8")
    genes = ["ncbi_gene_id\tgene_symbol\thpo_id\thpo_name\tfrequency\tdisease_id"]
    genes += [f"1\t{gene}\tHP:0000011\tCramp\t-\t{disease}" for gene, disease in GENES]
    (folder / "genes_to_phenotype.txt").write_text("\n".join(genes) + "\n", encoding="utf-8")
    return HpoFiles(folder / "hp.obo", folder / "phenotype.hpoa", folder / "genes_to_phenotype.txt")


# ---- the model once more, in plain Python over dictionaries, for everything but onset and sex --------------------


def reference_logits(
    ontology: Ontology,
    annotations: Sequence[Annotation],
    genes: Sequence[tuple[str, str]],
    present: Sequence[str],
    absent: Sequence[str],
    p: Parameters,
) -> dict[str, float]:
    """The evidence for each disease, worked out slowly and step by step as docs/phenotype.md tells it."""
    terms = ontology.abnormalities()
    own = _own(ontology, annotations, terms, p)
    full = _borrowed(own, annotations, genes, p)
    omim = sorted(disease for disease in full if disease.startswith("OMIM:"))
    background = {
        t: (sum(full[d].get(t, 0.0) for d in omim) + 0.5 * p.background_prior) / (len(omim) + p.background_prior)
        for t in terms
    }
    told = {t: -math.log(background[t]) for t in terms}
    parents = {t: [q for q in ontology.terms[t].parents if q in told] for t in terms}
    gain = {t: max(0.0, told[t] - max((told[q] for q in parents[t]), default=0.0)) for t in terms}
    breadth = {d: sum(gain[t] * f for t, f in full[d].items()) for d in full}
    mean = sum(breadth.values()) / len(breadth)
    shares = [_share(ontology, told, term, present, p) for term in present]
    heat = math.sqrt(1 + sum(shares) / p.crowding)
    logits = {}
    for d in full:
        total = sum(
            share * math.log(_ratio(ontology, told, background, full[d], term, p))
            for term, share in zip(present, shares, strict=True)
        )
        total -= p.breadth * sum(shares) * math.log((breadth[d] + p.breadth_floor) / (mean + p.breadth_floor))
        for term in absent:
            weight = p.absent * min(1.0, p.absent_in_full / len(absent))
            here = 1 - p.absent_certain * full[d].get(term, 0.0)
            total += weight * math.log(here / (1 - p.absent_certain * background[term]))
        logits[d] = total / heat
    return {d: _with_kin(d, logits, kin_shares(annotations, genes, d, p), p) for d in logits}


def _with_kin(disease: str, logits: dict[str, float], shares: dict[str, float], p: Parameters) -> float:
    likely = {d: math.exp(p.kin_power * fit) for d, fit in logits.items()}
    mixed = (1 - sum(shares.values())) * likely[disease] + sum(share * likely[d] for d, share in shares.items())
    return math.log(mixed) / p.kin_power


def kin_shares(
    annotations: Sequence[Annotation], genes: Sequence[tuple[str, str]], disease: str, p: Parameters
) -> dict[str, float]:
    """What each kin of a disease holds of its probability."""
    shares: dict[str, float] = defaultdict(float)
    if not disease.startswith("OMIM:"):
        return shares
    of_gene = {e for g, d in genes for h, e in genes if d == disease and g == h and e != d}
    for whole, kind in ((p.kin_orphanet, "ORPHA:"), (p.kin_gene, "OMIM:")):
        lenders = [d for d in of_gene if d.startswith(kind)]
        for lender in lenders:
            shares[lender] += whole / len(lenders)
    words = {a.disease: set(re.findall("[a-z]{3,}", a.name.lower())) for a in annotations}
    count = Counter(word for of_name in words.values() for word in of_name)
    square = {word: math.log(len(words) / seen) ** 2 for word, seen in count.items()}
    length = {d: math.sqrt(sum(square[word] for word in of_name)) for d, of_name in words.items()}
    like = {
        d: sum(square[word] for word in of_name & words[disease]) / (length[d] * length[disease])
        for d, of_name in words.items()
        if d != disease
    }
    near = {d: cosine**3 for d, cosine in like.items() if cosine >= p.kin_likeness}
    for d, cubed in near.items():
        shares[d] += p.kin_name * cubed / sum(near.values())
    return shares


def _own(
    ontology: Ontology, annotations: Sequence[Annotation], terms: Sequence[str], p: Parameters
) -> dict[str, dict[str, float]]:
    counts: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for a in annotations:
        if a.aspect == "P":
            counts[a.disease, a.term][0] += a.seen
            counts[a.disease, a.term][1] += a.examined
    own: dict[str, dict[str, float]] = defaultdict(dict)
    for (disease, term), (seen, examined) in counts.items():
        if examined and not seen:
            continue  # looked for and never seen: as if it were not listed
        prior, extra = p.frequency_prior, p.frequency_prior_patients
        f = (seen + prior * extra) / (examined + extra) if examined else p.frequency_unstated
        for above in ontology.ancestors(term) & set(terms):
            own[disease][above] = max(own[disease].get(above, 0.0), f)
    return own


def _borrowed(
    own: dict[str, dict[str, float]], annotations: Sequence[Annotation], genes: Sequence[tuple[str, str]], p: Parameters
) -> dict[str, dict[str, float]]:
    names = {a.disease: a.name for a in annotations}
    series: dict[str, list[str]] = defaultdict(list)
    for disease in sorted(own):
        if disease.startswith("OMIM:"):
            series[series_name(names[disease])].append(disease)
    full = {}
    for disease in own:
        found = dict(own[disease])
        if disease.startswith("OMIM:"):
            members = series[series_name(names[disease])]
            for term in {t for m in members for t in own[m]} if len(members) >= p.series_members else set():
                mean = sum(own[m].get(term, 0.0) for m in members) / len(members)
                if mean > 0.05:
                    found[term] = max(found.get(term, 0.0), p.borrow_series * mean)
            for lender in {e for g, d in genes for h, e in genes if d == disease and g == h and e != d}:
                whole = p.borrow_orphanet if lender.startswith("ORPHA:") else p.borrow_gene
                share = whole / sum(d == lender for _, d in genes) ** 0.5
                for term, f in own[lender].items():
                    found[term] = max(found.get(term, 0.0), share * f)
        full[disease] = found
    return full


def _share(ontology: Ontology, told: dict[str, float], term: str, present: Sequence[str], p: Parameters) -> float:
    total = 0.0
    for other in present:
        common = max(told[t] for t in ontology.ancestors(term) & ontology.ancestors(other) & set(told))
        total += 1.0 if other == term else (common / max(told[term], told[other])) ** p.synonymy
    return 1.0 / total


def _ratio(
    ontology: Ontology,
    told: dict[str, float],
    background: dict[str, float],
    frequency: dict[str, float],
    term: str,
    p: Parameters,
) -> float:
    above = ontology.ancestors(term) & set(told)
    weight = {t: p.exact if t == term else math.exp(-p.decay * (told[term] - told[t])) for t in above}
    rare = p.background_floor
    lift = sum(w * frequency.get(t, 0.0) / (background[t] + rare) for t, w in weight.items()) / sum(weight.values())
    return p.noise + (1 - p.noise) * lift
