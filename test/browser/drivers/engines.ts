// The engines that the tests of `npm run test:browsers` run in. A new one is a file like those imported, and its name here.
import { chromium } from './chromium';
import type { Engine } from './driver';
import { firefox } from './firefox';
import { webkit } from './webkit';

export const ENGINES: readonly Engine[] = [chromium, firefox, webkit];
