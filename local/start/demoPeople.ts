/** Who works at the demo's company, by the first part of the name with which they sign in. */

export interface DemoPerson {
  readonly displayName: string;
  /** What is not as usual: a member of the tenant whose account is enabled. */
  readonly unlike?: 'guest' | 'disabled';
}

const person = (displayName: string, unlike?: DemoPerson['unlike']): DemoPerson =>
  unlike === undefined ? { displayName } : { displayName, unlike };

export const DEMO_PEOPLE = {
  'anna.berg': person('Anna Berg'),
  'jurgen.muller': person('Jürgen Müller'),
  "siobhan.o'neill": person("Siobhán O'Neill"),
  'wang.fang': person('王芳'),
  'tom.hartley': person('Tom Hartley', 'disabled'),
  'marta.kowalska': person('Marta Kowalska'),

  'asa.oberg': person('Åsa Öberg'),
  'carlos.diaz': person('Carlos Díaz'),
  'emeka.okafor': person('Emeka Okafor'),
  'fatima.zahra': person('Fatima Zahra'),
  'grace.hopkins': person('Grace Hopkins'),
  'hiro.tanaka': person('Hiro Tanaka'),
  'nora.haas': person('Nora Haas'),
  'victor.lang': person('Victor Lang'),
  'paul.weber': person('Paul Weber', 'disabled'),
  'kai.lindqvist': person('Kai Lindqvist (Fabrikam)', 'guest'),

  'rahul.mehta': person('Rahul Mehta'),
  'sofia.rossi': person('Sofia Rossi'),
  'tariq.aziz': person('Tariq Aziz'),
  'uma.patel': person('Uma Patel'),
  'vera.novak': person('Věra Nováková'),

  'web.kiosk': person('R&D <web> "kiosk"'),
  'ingrid.strauss': person('Ingrid Strauß'),
  'lukas.gross': person('Lukas Groß'),
  'mei.lin': person('林美'),
  'li.wei': person('李伟'),
  'zhang.min': person('张敏'),
  'chen.jie': person('陈洁'),
  'liu.yang': person('刘洋'),
  'dilek.arslan': person('Dilek Arslan'),
  'oskar.nilsson': person('Oskar Nilsson'),
  'pia.sandberg': person('Pia Sandberg'),

  'john.smith': person('John Smith'),
  'john.smith2': person('John Smith'),
  'beth.cole': person('Beth Cole'),
  'mallory.grey': person('Mallory Grey'),

  'yusuf.demir': person('Yusuf Demir'),
  'petra.vogel': person('Petra Vogel', 'disabled'),
  'frank.moreau': person('Frank Moreau'),
  'break.glass': person('Account for emergencies'),
  'erik.lund': person('Erik Lund'),
  'lena.fischer': person('Lena Fischer'),
  'ida.holm': person('Ida Holm'),
} as const satisfies Readonly<Record<string, DemoPerson>>;

export type Alias = keyof typeof DEMO_PEOPLE;

/** What else can be a member of a group: bodies of POST, by the collection of Microsoft Graph that it belongs to. */
export const DEMO_THINGS = {
  'deployment-agent': {
    collection: 'servicePrincipals',
    body: { displayName: 'Deployment agent', appId: 'decade00-0000-4000-8000-0000000000a1' },
  },
  'kiosk-03': { collection: 'devices', body: { displayName: 'KIOSK-03' } },
  'supplier-desk': { collection: 'contacts', body: { displayName: "Supplier's service desk" } },
} as const;

export type Thing = keyof typeof DEMO_THINGS;
