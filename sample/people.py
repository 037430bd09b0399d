"""Fictional authors. Their family names mean “sample” or “example”, each in its own language."""

# (given name, family name) by country of the institution; Latin script as in most author lists.
PEOPLE = {
    "BY": [("Alesia", "Uzornaja"), ("Mikalai", "Prykladau"), ("Volha", "Ukazalnaja"), ("Siarhei", "Uzorau")],
    "RU": [("Anna", "Primerova"), ("Boris", "Obraztsov"), ("Vera", "Shablonova"), ("Gleb", "Primerov")],
    "CN": [("Shili", "Yang"), ("Fanli", "Yang")],
    "JP": [("Mihon", "Reiko"), ("Tameshi", "Kenta")],
    "IR": [("Nemuneh", "Mesali")],
    "IL": [("Dugma", "Lemashal")],
    "GE": [("Nimusha", "Magalitadze")],
    "IT": [("Esempio", "Campione")],
    "DE": [("Erika", "Beispiel"), ("Max", "Mustermann")],
    "CA": [("Sam", "Sampleton")],
    "KZ": [("Ulgi", "Mysalova")],
    "MD": [("Exemplu", "Modelescu")],
}
OTHERS = [("Sam", "Example"), ("Alex", "Sampleson")]


def people_of(country: str) -> list[tuple[str, str]]:
    return PEOPLE.get(country, OTHERS)
