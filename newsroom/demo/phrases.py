"""What the headlines of a large demo are put together from, by topic."""

DISTRICTS = (
    *("Aplerbeck", "Asseln", "Berghofen", "Bodelschwingh", "Bövinghausen", "Brackel"),
    *("Brechten", "Derne", "Deusen", "Dorstfeld", "Eichlinghofen", "Eving", "Grevel"),
    *("Groppenbruch", "Holthausen", "Holzen", "Hombruch", "Hörde", "Hostedde"),
    *("Huckarde", "Husen", "Kemminghausen", "Kirchhörde", "Kirchlinde", "Körne"),
    *("Kley", "Kruckel", "Lanstrop", "Lichtendorf", "Lindenhorst", "Lütgendortmund"),
    *(
        "Marten",
        "Mengede",
        "Menglinghausen",
        "Nette",
        "Oespel",
        "Oestrich",
        "Persebeck",
    ),
    *("Rahm", "Salingen", "Scharnhorst", "Schüren", "Sölde", "Sölderholz", "Somborn"),
    *("Syburg", "Wambel", "Wellinghofen", "Westerfilde", "Wickede", "Wischlingen"),
)
PLACES = (
    *("Ahornweg", "Alte Mühle", "Am Bahnhof", "Bachstraße", "Buchenallee", "Dorfplatz"),
    *("Eichenweg", "Feldstraße", "Friedensplatz", "Gartenstraße", "Hafenpromenade"),
    *("Kanalufer", "Kastanienallee", "Kirchplatz", "Lindenstraße", "Marktplatz"),
    *("Mühlenbach", "Nordstraße", "Parkallee", "Rosengarten", "Schulstraße"),
    *("Sonnenhang", "Südwall", "Talstraße", "Waldweg", "Wiesengrund", "Zechenplatz"),
)
HEADLINES = {
    "": (
        "{place}: Was sich in {district} ändert",
        "{district} fragt, die Verwaltung antwortet: Sprechstunde am {place}",
        "Rundgang durch {district}: Treffpunkt {place}",
        "Bürger*innen aus {district} planen mit: Werkstatt zum {place}",
    ),
    "Verkehr": (
        "{place} in {district}: Die Fahrbahn wird erneuert",
        "Neuer Radweg am {place}: {district} rückt näher an die Innenstadt",
        "Umleitung in {district}: Der {place} ist für zwei Wochen gesperrt",
        "Zebrastreifen am {place}: sicherer zur Schule in {district}",
    ),
    "Kultur": (
        "Konzert unter freiem Himmel: {district} hört zu am {place}",
        "Lesung in {district}: Geschichten vom {place}",
        "Atelier auf Zeit: Kunst zieht an den {place} in {district}",
    ),
    "Umwelt": (
        "Neue Bäume für {district}: Pflanzaktion am {place}",
        "Mehr Grün am {place}: {district} bekommt einen Kiesgarten weniger",
        "Der Bach am {place} darf wieder fließen: Bauarbeiten in {district}",
    ),
    "Sport": (
        "Kunstrasen am {place}: {district} spielt wieder",
        "Laufen in {district}: Start und Ziel am {place}",
        "Die Halle am {place} öffnet: Vereine aus {district} ziehen ein",
    ),
    "Bildung und Familie": (
        "Spielplatz am {place} in {district}: neue Geräte, alter Sand",
        "Kita am {place}: Anmeldung in {district} beginnt",
        "Ferien in {district}: Programm für Kinder am {place}",
    ),
}
