// Jest, after its environment is set up: each test file ends the processes for images that it started.
import { endImageChildren } from '@/lib/server/images/image-children';

afterAll(endImageChildren);
