// The words that public lists of leaked passwords are mostly made of. Small on purpose: with 15 characters and more it is
// the building blocks that matter, not the thousand most frequent short passwords. Lower case, no leet.

const reversed = (text: string): string => [...text].reverse().join('');

const rows = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
  'qazwsxedcrfvtgbyhnujmikolp',
  '!@#$%^&*()_+',
  '147258369',
];

export const keyboardRuns: readonly string[] = [...rows, ...rows.map(reversed)];

export const commonWords: readonly string[] = `
password passwort passwd motdepasse contrasena parola senha wachtwoord haslo salasana passw passphrase pass pwd
letmein welcome willkommen bienvenue changeme changeit default temporary temp test testing tester guest admin administrator
root master superuser superman batman spiderman ironman wonderwoman pokemon pikachu naruto starwars skywalker gandalf
matrix hunter ranger killer shadow dragon monkey tigger tiger lion eagle falcon phoenix wolf panther bear dolphin horse
chicken turtle penguin kitty kitten puppy doggy bailey buddy charlie max bella lucky maggie molly coco princess queen
king prince angel angels baby babygirl sweetie honey sugar candy cookie chocolate cheese pepper ginger banana apple orange
cherry peach lemon mango coffee sunshine sunflower flower rose daisy summer winter spring autumn fall january february
march april may june july august september october november december monday tuesday wednesday thursday friday saturday
sunday today tomorrow forever always never love loveme lovely iloveyou iloveu loveyou ilove heart family mother father
mommy daddy sister brother friend friends jesus christ god faith hope blessed heaven church trustno1 trustnoone trust
secret private secure security access login logon signin computer internet network server system office windows linux
google facebook twitter instagram youtube samsung iphone android nokia microsoft amazon netflix yahoo gmail hotmail
football soccer baseball basketball hockey tennis golf liverpool chelsea arsenal barcelona realmadrid juventus manchester
united yankees cowboys steelers lakers eagles packers raiders jordan michael jennifer jessica ashley amanda andrew daniel
david robert thomas joshua matthew anthony william james john joseph george nicole michelle sarah laura maria anna
martin peter alex alexander natasha sophie emma hannah thunder lightning diamond silver golden platinum crystal
purple yellow green blue black white red pink rainbow freedom liberty america american london paris berlin newyork
chicago boston dallas texas california canada england france germany india hello hallo bonjour hola goodbye whatever
nothing something anything everything money dollar rich success winner champion player gamer minecraft fortnite
roblox mustang ferrari porsche mercedes corvette harley yamaha honda toyota music guitar metallica nirvana rocknroll
hiphop dance dancer movie star superstar magic wizard merlin ninja samurai warrior soldier army navy marine police
fuckyou fuck fucker asshole bitch sexy boobs pussy dick cooldude cool dude awesome crazy happy smile peace
qwerty asdf zxcv qwer asdfgh abc xyz aaa zaq abcabc correcthorsebatterystaple correcthorse batterystaple
tobeornottobe thequickbrownfox maytheforcebewithyou openup opensesame sesame
chat chatroom message messages channel wardroom workspace company team corporate corp business work manager
user username account member person people employee staff support service helpdesk backup database
`
  .split(/\s+/)
  .filter((word) => word.length >= 3);
