/** Goes to the first field that is empty: one that is seen, else one of the folded ones, which are unfolded for it. */
export function focusFirstEmpty(): void {
  const empty = [...document.querySelectorAll<HTMLElement>('[id^="evidence-"][data-empty]')];
  const seen = empty.find((field) => field.checkVisibility());
  if (seen !== undefined) return seen.focus();
  const [folded] = empty;
  if (folded === undefined) return;
  document.querySelector<HTMLElement>('[aria-controls="other-fields"][aria-expanded="false"]')?.click();
  focusWhenSeen(folded);
}

/** What is unfolded can be focused only once it is drawn. */
function focusWhenSeen(field: HTMLElement, tries = 10): void {
  requestAnimationFrame(() => {
    if (field.checkVisibility()) field.focus();
    else if (tries > 0) focusWhenSeen(field, tries - 1);
  });
}

/** Escape leaves a field, so that the page's own keys act again. */
export function leaveField(event: KeyboardEvent): void {
  const { target, key, isComposing } = event;
  if (key !== 'Escape' || isComposing) return;
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) target.blur();
}
