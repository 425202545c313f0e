// Jest, after its environment is set up: queries of the Testing Library wait for as long as a busy machine needs.
import { configure } from '@testing-library/react';

configure({ asyncUtilTimeout: 120_000 });
