"""The words around a module that left the house, in the languages of lesson_words: recorded, printing, closing."""

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "alone": "Opened by itself: nothing is recorded.",
        "starting": "Connecting …",
        "on": "Recorded",
        "sending": "Sending …",
        "waiting": "No network: what you do is kept here and sent later.",
        "browse": "For looking only: nothing counts.",
        "refused": "Your learning system does not accept what is sent. Go on if you like; it may not be recorded.",
        "failed": "Your learning system could not be reached. Close this and open it again from there.",
        "over": "This session is closed. Open the module again from your learning system.",
        "close": "Close",
        "closed": "Closed. You can leave this page.",
        "print": "Print",
        "language": "Language",
        "took": "You will try it. Note afterwards how it went.",
        "tried": "How it went",
    },
    "fr": {
        "alone": "Ouvert seul : rien n’est enregistré.",
        "starting": "Connexion …",
        "on": "Enregistré",
        "sending": "Envoi …",
        "waiting": "Pas de réseau : ce que vous faites est gardé ici et envoyé plus tard.",
        "browse": "Pour regarder seulement : rien ne compte.",
        "refused": (
            "Votre plateforme de formation n’accepte pas ce qui est envoyé. Vous pouvez continuer ; ce "
            "ne sera peut-être pas enregistré."
        ),
        "failed": (
            "Votre plateforme de formation est injoignable. Fermez cette page et rouvrez-la depuis la plateforme."
        ),
        "over": "Cette session est fermée. Rouvrez le module depuis votre plateforme de formation.",
        "close": "Fermer",
        "closed": "Fermé. Vous pouvez quitter cette page.",
        "print": "Imprimer",
        "language": "Langue",
        "took": "Vous allez l’essayer. Notez ensuite comment cela s’est passé.",
        "tried": "Comment cela s’est passé",
    },
    "it": {
        "alone": "Aperto da solo: nulla viene registrato.",
        "starting": "Connessione …",
        "on": "Registrato",
        "sending": "Invio …",
        "waiting": "Nessuna rete: quello che fai resta qui e viene inviato più tardi.",
        "browse": "Solo da guardare: nulla conta.",
        "refused": "La tua piattaforma non accetta quanto viene inviato. Puoi continuare; forse non sarà registrato.",
        "failed": "La tua piattaforma non è raggiungibile. Chiudi e riapri il modulo da lì.",
        "over": "Questa sessione è chiusa. Riapri il modulo dalla tua piattaforma.",
        "close": "Chiudi",
        "closed": "Chiuso. Puoi lasciare la pagina.",
        "print": "Stampa",
        "language": "Lingua",
        "took": "La proverai. Annota poi com’è andata.",
        "tried": "Com’è andata",
    },
    "ja": {
        "alone": "単独で開いています。記録はされません。",
        "starting": "接続しています…",
        "on": "記録中",
        "sending": "送信中…",
        "waiting": "通信がありません。内容はここに残し、あとで送ります。",
        "browse": "閲覧のみです。記録には数えません。",
        "refused": "学習システムが受け付けませんでした。続けられますが、記録されないことがあります。",
        "failed": "学習システムにつながりません。閉じて、学習システムから開き直してください。",
        "over": "この受講は終了しています。学習システムからもう一度開いてください。",
        "close": "閉じる",
        "closed": "終了しました。このページを離れてかまいません。",
        "print": "印刷",
        "language": "言語",
        "took": "試してみましょう。どうだったかを書き留めてください。",
        "tried": "どうだったか",
    },
    "de": {
        "alone": "Für sich geöffnet: es wird nichts aufgezeichnet.",
        "starting": "Verbindung …",
        "on": "Aufgezeichnet",
        "sending": "Wird gesendet …",
        "waiting": "Kein Netz: was Sie tun, bleibt hier und wird später gesendet.",
        "browse": "Nur zum Ansehen: nichts zählt.",
        "refused": (
            "Ihr Lernsystem nimmt nicht an, was gesendet wird. Sie können weitermachen; vielleicht "
            "wird es nicht aufgezeichnet."
        ),
        "failed": "Ihr Lernsystem ist nicht erreichbar. Schließen Sie die Seite und öffnen Sie das Modul dort neu.",
        "over": "Diese Sitzung ist geschlossen. Öffnen Sie das Modul neu aus Ihrem Lernsystem.",
        "close": "Schließen",
        "closed": "Geschlossen. Sie können die Seite verlassen.",
        "print": "Drucken",
        "language": "Sprache",
        "took": "Sie werden es versuchen. Notieren Sie danach, wie es ging.",
        "tried": "Wie es ging",
    },
}


def words_of(language: str) -> dict[str, str]:
    """In that language, else in English."""
    return WORDS.get(language, WORDS["en"])
