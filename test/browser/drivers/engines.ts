// The engines of `npm run test:browsers`. To add one, write a file like those imported, and list it here.
import { chromium } from './chromium';
import type { Engine } from './driver';
import { firefox } from './firefox';
import { webkit } from './webkit';

export const ENGINES: readonly Engine[] = [chromium, firefox, webkit];
