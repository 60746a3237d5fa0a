interface AnswerUnit {
  readonly short: string;
  readonly perHour: number;
}

/** Hours; minutes where everything took less than an hour, as their fractions say little. */
export function answerUnit(hours: readonly (number | null)[]): AnswerUnit {
  return hours.every((value) => value === null || value < 1)
    ? { short: 'min', perHour: 60 }
    : { short: 'h', perHour: 1 };
}
