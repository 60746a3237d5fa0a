import { killAtEveryStep } from './every-step.ts';

killAtEveryStep('sandbox');
