"""Whether a name is part of what a place or a thing is called: a street, a hospital, a prize."""

# ruff: noqa: E501, RUF001 - letters of many alphabets are meant, and lists have long lines
from __future__ import annotations

# Right before the name: "rue Victor Hugo", "Hospital Ramón y Cajal".
_BEFORE = frozenset(
    ["rue", "avenue", "boulevard", "place", "quai", "allée", "impasse", "square", "via", "viale", "piazza", "piazzale", "corso", "largo", "calle", "plaza", "paseo", "avenida", "rua", "praça", "alameda", "travessa", "estrada", "ulica", "ulicy", "ulicę", "ul", "al", "aleja", "alei", "aleje", "plac", "placu", "plaza", "rondo", "ronda", "most", "osiedle", "třída", "ulice", "náměstí", "nábřeží", "jalan", "gran", "hospital", "hospitale", "hôpital", "ospedale", "policlinico", "klinik", "klinikum", "krankenhaus", "ziekenhuis", "szpital", "nemocnice", "sjukhuset", "clinic", "clinique", "clínica", "clinica", "lycée", "collège", "école", "escuela", "scuola", "liceo", "colegio", "instituto", "istituto", "institut", "institute", "institutet", "universidad", "universidade", "università", "université", "uniwersytet", "universiteit", "universität", "university", "univerzita", "college", "politecnico", "gymnasium", "gymnasiet", "lyceum", "szkoła", "aeropuerto", "aeroporto", "aéroport", "lotnisko", "letiště", "flughafen", "airport", "stade", "stadio", "stadion", "stadium", "estadio", "estádio", "arena", "teatro", "théâtre", "theater", "teatr", "divadlo", "museo", "musée", "museu", "museum", "muzeum", "fundación", "fondation", "fondazione", "fundação", "fundacja", "stiftung", "stichting", "nadace", "parque", "parc", "parco", "park", "ogród", "metro", "station", "gare", "stazione", "estación", "estação", "prix", "premio", "prêmio", "prémio", "nagroda", "preis", "prijs", "pris", "cena", "ley", "lei", "legge", "loi", "teorema", "théorème", "théorie", "satz", "lac", "lago", "lake", "mount", "mont", "monte", "cerro", "pico", "cap", "île", "isla", "isola", "ilha", "puente", "ponte", "pont", "tour", "torre", "palacio", "palazzo", "palais", "castello", "château", "iglesia", "église", "chiesa", "igreja", "kościół", "kirche", "basilica", "basilique", "catedral", "cathédrale", "chapelle", "capilla", "saint", "sankt", "sint", "san", "santa", "santo", "são", "st", "ste", "liceum", "osiedla", "mostu", "pomnik"]
)
# Right after the name, with a capital: "Victoria Street".
_AFTER = frozenset(
    ["Street", "Road", "Avenue", "Lane", "Drive", "Boulevard", "Park", "Square", "Gardens", "Bridge", "Stadium", "Arena", "Hospital", "Clinic", "Airport", "Station", "University", "College", "School", "Academy", "Institute", "Foundation", "Museum", "Gallery", "Library", "Theatre", "Theater", "Prize", "Award", "Medal", "Trophy", "Theorem", "Law", "Act", "Rule", "Hall", "House", "Tower", "Centre", "Center", "Church", "Cathedral", "Abbey", "Hotel", "Inn", "Bay", "Island", "Islands", "River", "Lake", "Mountain", "Hills", "Valley", "Beach", "Falls", "Chowk", "Nagar", "Marg", "Caddesi", "Sokak", "Sokağı", "Bulvarı", "Meydanı", "Havalimanı", "Üniversitesi", "Hastanesi", "Lisesi", "Vakfı", "Ödülü", "Stadı", "Köprüsü", "Reef", "Glacier", "Ridge", "Point", "County", "Township", "Building", "Terminal", "Terrace", "Crescent", "Court"]
)
# Right after the name, in small letters too, in languages that write it so.
_AFTER_SMALL = frozenset(
    ["gate", "gata", "gatan", "gade", "vej", "vejen", "veg", "vegen", "vägen", "plads", "plass", "plats", "torg", "torget", "torv", "bro", "sykehus", "sjukhus", "hospital", "universitet", "caddesi", "sokak", "sokağı", "bulvarı", "meydanı", "havalimanı", "üniversitesi", "hastanesi", "lisesi", "vakfı", "ödülü", "stadyumu", "köprüsü", "straat", "laan", "plein", "gracht", "utca", "tér", "metro", "stadion", "prize", "award", "theorem", "syndrome", "disease", "algorithm", "náměstí"]
)
_COMPANY = (" & ", " + ")
_REACH = 20


def is_of_thing(text: str, start: int, end: int) -> bool:
    """Whether the words around this place make it part of such a name."""
    before = text[max(0, start - _REACH) : start].rstrip(" .").split()
    if before and text[start - 1 : start] == " " and before[-1].lower().strip("(\"'") in _BEFORE:
        return True
    after = text[end : end + _REACH].removeprefix("'s").removeprefix("'")
    if after[:1] != " ":
        return False
    first = after.split(maxsplit=1)[0].strip(".,;:!?'\")") if after.strip() else ""
    return first in _AFTER or first in _AFTER_SMALL


def is_company(text: str, end: int) -> bool:
    """Whether a company's name goes on behind this place: "Harbor Tool & Die"."""
    return text[end : end + 3] in _COMPANY and text[end + 3 : end + 4].isupper()
