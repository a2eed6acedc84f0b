"""Words of the trade that look like a client's name: brands, models, stones, metals, cuts. Lower case, word by word."""

BRANDS = """
alpina appels arnold arpels asprey audemars baume bell blancpain boucheron breguet breitling bremont
buccellati bulgari bvlgari cartier cellini chanel chaumet chopard corum damiani de daytona dior dodo dreyfuss
ebel farben ferragamo fred garrard gérald genta georg girard glashütte graff grand gucci hamilton harry hermès
hermes hublot iwc jacob jaeger jaquet jensen kenissi lange laurent lecoultre longines louis maurice max bill
mb mercier messika mikimoto mido montblanc moser moussaieff movado nomos omega oris panerai parmigiani patek
perregaux philippe piaget piguet pomellato qeelin rado repossi richard mille roger dubuis rolex seiko sinn
söhne tag heuer tasaki tiffany tissot tudor ulysse nardin vacheron constantin van cleef vuitton wellendorff
winston zenith swatch pasquale bruni roberto coin stephen webster david yurman marco bicego john hardy
"""
MODELS = """
1815 accent aikon première premiere cocinelle perlee baignoire fathom navitimer carrera monaco primero diamonds
hardwear setting knot patrimony égérie egerie lvcea tubogas nudo iconica belle étoile etoile ruban mystérieux
mysterieux cible cadenas kelly birkin arceau slim nantucket finesse rendez-vous polaris memovox futurematic
chronomaster defy pilot elite gaulle datograph cabaret arkade up tradition classique heritage héritage marine reine
type royal offshore code concept jumbo nautilus ellipse gondolo twenty~4 worldtimer pasha cle drive rotonde calibre
coussin maillon panthère clou écrou ecrou love trinity cactus grain destinée alhambra altiplano amor amulette
annamaria aqua aquanaut aquaracer arceau arnold avenger
ballon bathyscaphe belle bignan black bleu blue boy calatrava calibre cape cod captain carrera cat ceylon
chain chronomat chronograph class cleopatra clifton clash clé club cocktail code coco conquest constellation
cosmograph crash cruise cubitus daniel datejust date day daydate daytona deepsea defy déesse diagono diamant
divas dream diver ellipse elegante explorer extra fifty fathoms flagship fleurier force freak frivole fusion
galop genève gmt golden gondolo grande happy hampton heritage historiques imperial ingenieur jolie juste
joséphine kalla khaki khesis kelly la lady laureato lang lange lotus love luce lucea luminor lumière magic
malte marine master max matthew mercedes milgauss milanese mini miss monaco moon moonphase montoya monsieur
nantucket nautilus navitimer oceane octo odysseus overseas oyster panthère panthere pasha pearlmaster pebble
perlée pelagos perpetual phantom pilot polo portofino portugieser possession prince princess premier quatre
queen ranger radiomir reine reverso riviera rose royal oak ronde rotonde royale saint santos saxonia serpenti
seamaster senator sky dweller skydweller snoopy sophia sotirio spade speedmaster spirit submariner sunday
superocean sweet sydney tambour tank tangente française americaine américaine must tonda top toric tortue
tourbillon trinity traditionnelle tricompax tubogas twenty 4 up down ultra vendôme victoria villeret yacht
yachtmaster zeitwerk zero zodiac un clou
"""
STONES = """
akoya alexandrite amber amethyst amethyste aquamarine asscher baguette beige bezel black blossom blue bracelet
brilliant burgundy cabochon carat champagne chocolate citrine coral cushion cut diamond diamonds diamant
diamante diamanti emerald emeraude esmeralda eternity everose fairmined fancy ghost ginger gold goldring grey
green halo hermine ivory jade jaspe kunzite lapis lazuli malachite marquise marron moissanite morganite mother
mutter nacre noir onyx opal or oro padparadscha paraiba pavé pavillon pear pearl pearls perle peridot pink
platinum platine princess purple red rhodium rose rosa roségold ruby rubis rubin rubino sand saphir sapphire
silver smaragd solitaire south sea spinel star steel stainless sunset tahiti tahitian tanzanite tennis
titanium topaz topas tourmaline turquoise vermeil white yellow zaffiro zirconia
"""
SHOP = """
boutique care cleaning client client's clienta cliente clientes clients collection concierge crown customer
customers christmas dame damen day days director easter engraving event gift guest guests herr herren hommes
kunde kunden kundin kundinnen ladies lounge lunar madam manager maison mother's father's new opportunity ring
rings señora sir size strap tax team tourist valentine valentine's vip warranty watch watches wedding who with
year you interesse tochter mutter vater gemahlin gattin begleitung touristin und oder or and et e y o ou
"""
BOTH = """
alfred arnold daniel daniela david fred georg girard gérald harry jacob jensen john joséphine juliette kelly
laurent louis luce marco matthew maurice max michel philippe pilot richard roberto roger rose sophia stephen
ulysse victoria webster ruby pearl amber opal jade coral ginger juste
"""
PEOPLE = frozenset(BOTH.split())  # of these, the ones people bear too: on their own they are a name
TRADE = frozenset(f"{BRANDS} {MODELS} {STONES} {SHOP}".split())
