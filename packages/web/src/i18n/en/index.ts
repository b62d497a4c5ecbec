/** English, the language the product is written in: what every page may say. Seldom opened pages bring theirs (late.ts). */
import { account } from './account.ts';
import { chat } from './chat.ts';
import { composer } from './composer.ts';
import { dialogs } from './dialogs.ts';
import { errors } from './errors.ts';
import { help } from './help.ts';
import { marks } from './marks.ts';
import { people } from './people.ts';
import { platform } from './platform.ts';
import { search } from './search.ts';
import { shell } from './shell.ts';
import { sidebar } from './sidebar.ts';
import { signIn } from './sign-in.ts';
import { text } from './text.ts';
import { timeline } from './timeline.ts';

export const en = {
  ...account,
  ...chat,
  ...composer,
  ...dialogs,
  ...errors,
  ...help,
  ...marks,
  ...people,
  ...platform,
  ...search,
  ...shell,
  ...sidebar,
  ...signIn,
  ...text,
  ...timeline,
} as const;
