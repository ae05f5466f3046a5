"""Words that the generated captions and conversations are made of."""

THINGS = """
accordion almanac amphora anchor anvil apron aquarium armchair atlas awning axe backpack badge
balcony balloon banjo banner barrel basin basket bathtub beehive bell bench bicycle binoculars
birdcage blanket blender boat bonfire bonnet book bookcase boot bottle bouquet bowl bracelet bridge
briefcase broom brush bucket buoy bus cabbage cabinet cactus cake calendar camel camera candle
cannon canoe cart castle catapult cauldron cello chandelier cheese chessboard chimney chisel clock
cloak coat cobweb coconut coffin colander comb compass concertina corkscrew cradle crane crate
crown crutch cupboard curtain cushion dagger deckchair desk dinghy dishwasher doll donkey door
dragonfly drawer drum dumbbell easel eel elephant envelope escalator fan feather fence ferry fiddle
fireplace flag flamingo flask flowerpot flute fork fountain fox fridge funnel garland gate giraffe
globe glove goat gondola goose gramophone grapefruit grater guitar hairdryer hammer hammock handbag
harp hat hatchet hedge hedgehog helicopter helmet hinge hourglass hydrant igloo iron jacket jar
jellyfish jug kayak kettle keyboard kite knapsack ladder ladle lamp lantern lawnmower leaflet lemon
letterbox lettuce lighthouse lizard loaf locket locomotive loom lorry mailbox mallet mandolin map
marble mask mattress medal megaphone menu microphone microscope mirror mitten mobile monument mop
mosaic moth mousetrap mug necklace net newspaper notebook oar octopus omelette onion orchid organ
ostrich otter oven owl padlock paddle painting palette pan parachute parasol parrot pear pelican
pencil pendulum penguin piano pickaxe pier pigeon pillar pillow pineapple pipe pitcher plough
pocketwatch pony poster pram projector pulley pumpkin puppet purse puzzle pyramid quilt rabbit
racket radio raft rake ribbon robot rocket rope rucksack rug saddle sailboat sandal saucepan
saxophone scale scarecrow scarf scissors scooter scroll seesaw sewing-machine shawl shell shield
shovel sieve signpost skateboard skeleton ski sledge slipper snail snowman sofa spade spanner
spatula spider sponge spoon squirrel stapler statue stethoscope stool stove strawberry submarine
suitcase sundial sunflower swan swing sword syringe tablecloth tambourine tapestry teapot telescope
tent thermometer thimble ticket tiger toaster tomato torch tortoise towel tractor tram trampoline
tray tricycle tripod trombone trophy trumpet tuba tunnel turbine turnip typewriter umbrella
unicycle urn vase viaduct violin wagon waistcoat wallet walrus wardrobe watermelon weathercock well
wheelbarrow whistle wig windmill windsock wok wreath xylophone yacht zebra
""".split()

COLOURS = "red green blue yellow white black brown orange purple pink gray".split()
STATES = """
open closed full empty wet dry clean dirty new old large small round square striped narrow wide
wooden rusty dented polished folded broken shiny dull
""".split()

PLACES = """
workshop market harbour kitchen attic courtyard station library greenhouse museum cellar orchard
playground bakery theatre stable meadow alley balcony laundry classroom airfield chapel quarry
bathhouse brewery garage studio terrace ballroom
""".split()

RESTS = """
stands leans lies rests hangs waits gleams sits
""".split()

WHERES = """
beside the far wall|under a low beam|in the left corner|near the window|in front of the entrance|
on the tiled floor|at the edge of the picture|in the soft light|behind a thin rail|on a stone ledge
""".replace("\n", "").split("|")

PEOPLE = "woman|man|girl|boy|painter|farmer|nurse|sailor|baker|clerk|gardener|musician".split("|")

DOINGS = """
lifts|polishes|points at|carries|repairs|photographs|sketches|leans over|reaches for|inspects|covers
""".strip().split("|")

QUESTIONS = """
What is shown in this picture?|Can you describe the scene in detail?|What is the person doing?|
Which objects stand out, and why?|Where might this have been taken?|How many things can be counted?|
What could happen next?|What mood does the image convey?|Is anything unusual about the setting?|
Explain how the colours work together.|What is written on the sign?|Read the text in the image.
""".replace("\n", "").split("|")

OPENINGS = """
In this picture|At first glance|Looking closer|On the right|Towards the back|Taken together|
Judging by the shadows|Although it is partly hidden|Compared with the rest|To the left
""".replace("\n", "").split("|")

SIGNS = (
    """
Open daily 9-17|NO PARKING|Gate B12|50% off today|Please ring twice|Line 4 to Harbour|Wet paint!
Fresh fish & chips|Mind the step|Exit ->|Tel. 555-0147|Established 1894|Room 101|Sold out
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

FOREIGN_SIGNS = """
Café Zoë – täglich geöffnet|営業中|出口 →|Ξενοδοχείο «Ήλιος»|Кафе «Чайка»|Niño & Hijos, S.A.|
½ price • today only|सब्ज़ी बाज़ार|مفتوح|Ünlü Kırtasiye|5 °C / 41 °F|L’Été à Nîmes|🎉 SALE 🎉|ร้านกาแฟ
""".replace("\n", "").split("|")

SYLLABLES = """
al an ar bel ber cor dan del dor el en fen gar hal il jor kal lan lor mar mel nor os pal quin ras
ros sal sen tam tor ul van vel wen yar zel
""".split()
