/** A finger, not a mouse: there are no keys to tell of, and what is pressed needs room. */
export const isTouch = (): boolean => matchMedia('(pointer: coarse)').matches;

/** What would float beside its control comes up from the bottom instead; styles/sheets.css knows the same query. */
export const opensAsSheet = (): boolean => matchMedia('(pointer: coarse), (max-width: 640px)').matches;

/** What the help is called: keys where there are keys. */
export const helpTitle = () => (isTouch() ? 'help.title' : 'sidebar.keys');
