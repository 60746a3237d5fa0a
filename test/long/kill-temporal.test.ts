import { killAtEveryStep } from './every-step.ts';

killAtEveryStep('temporal');
