'use client';
// The form for the user's details. Typed text stays until it is saved, whatever other tabs do.
import { type FormEvent, memo, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { fill } from '@/components/i18n/fill';
import { apiErrorSentence } from '@/components/messages/api-error-sentence';
import type { Messages } from '@/components/messages/es';
import { Button } from '@/components/ui/button';
import { CheckIcon } from '@/components/ui/icons';
import { TextField } from '@/components/ui/text-field';
import { useHydrated } from '@/components/ui/use-hydrated';
import { updateProfile } from '@/lib/client/api';
import { ApiError } from '@/lib/client/api-error';
import {
  fieldFault,
  fieldValue,
  PERSON_FIELD_NAMES,
  type Person,
  type PersonField,
  rulesOf,
} from '@/lib/shared/person-fields';
import type { ProfileResponse } from '@/lib/shared/profile-schema';

type Outcome = { name: 'saved' | 'unchanged' } | { name: 'failed'; sentence: string };

const NAMES = PERSON_FIELD_NAMES.filter((field) => !rulesOf(field).onCard);
const ON_CARD = PERSON_FIELD_NAMES.filter((field) => rulesOf(field).onCard);

const COLUMNS = 'grid grid-cols-[repeat(auto-fit,minmax(min(100%,13rem),1fr))] gap-5';

/** Memoized: an upload changes none of the props. */
export const DetailsForm = memo(function DetailsForm({
  profile,
  words,
  onSaved,
  onDirtyChange,
}: {
  profile: ProfileResponse;
  words: Messages['details'];
  onSaved: (profile: ProfileResponse) => Promise<void>;
  /** Called with true once there is something to save, and with false once there is not. */
  onDirtyChange: (isDirty: boolean) => void;
}) {
  const isHydrated = useHydrated();
  const form = useRef<HTMLFormElement>(null);
  const [rendered] = useState(profile);
  const [draft, setDraft] = useState<Partial<Person>>({});
  const [isChecked, setChecked] = useState(false);
  const [isSaving, setSaving] = useState(false);
  const [outcome, setOutcome] = useState<Outcome | null>(null);

  const isDirty = Object.keys(changedFrom(profile, draft)).length > 0;
  useEffect(() => onDirtyChange(isDirty), [isDirty, onDirtyChange]);

  // Before the next render, which would restore the server-rendered values.
  useLayoutEffect(() => {
    if (form.current) setDraft(typedBefore(form.current, rendered));
  }, [rendered]);

  function valueIn(field: PersonField): string {
    // An older version of the server does not return a new field.
    return draft[field] ?? profile[field] ?? '';
  }

  function faultOf(field: PersonField): string | null {
    const rules = rulesOf(field);
    const fault = isChecked ? fieldFault(valueIn(field), rules) : null;
    return fault && fill(words[fault], { max: rules.maxLength });
  }

  async function save(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    // The Enter key submits too.
    if (isSaving) return;
    setChecked(true);
    // Read the inputs: right after hydration, the state can be older.
    const typed = typedIn(event.currentTarget);
    const sent = changedFrom(profile, typed);
    const wrong = PERSON_FIELD_NAMES.find((field) =>
      fieldFault(typed[field] ?? '', rulesOf(field)),
    );
    if (wrong) {
      setDraft(typed);
      const input = event.currentTarget.elements.namedItem(wrong) as HTMLElement | null;
      // A field in a closed group cannot be focused.
      input?.closest('details')?.setAttribute('open', '');
      input?.focus();
      return;
    }
    if (Object.keys(sent).length === 0) {
      setDraft({});
      setOutcome({ name: 'unchanged' });
      return;
    }
    setSaving(true);
    setOutcome(null);
    try {
      await onSaved(await updateProfile(sent));
      setDraft((now) => unsaved(now, typed));
      setOutcome({ name: 'saved' });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const own = { invalid_request: words.invalid, user_not_found: words.userGone };
      setOutcome({ name: 'failed', sentence: apiErrorSentence(error, words, own) });
    } finally {
      setSaving(false);
    }
  }

  function line(field: PersonField) {
    const rules = rulesOf(field);
    return (
      <TextField
        key={field}
        name={field}
        label={words[field]}
        value={valueIn(field)}
        error={faultOf(field)}
        type={rules.format === 'phone' ? 'tel' : 'text'}
        autoComplete={rules.autoComplete}
        required={rules.required}
        onChange={(event) => {
          // React repeats a change from before hydration.
          if (event.target.value === valueIn(field)) return;
          setDraft({ ...draft, [field]: event.target.value });
          setOutcome(null);
        }}
      />
    );
  }

  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => void save(event)}
      className="flex flex-col gap-5"
    >
      <div className={COLUMNS}>{NAMES.map(line)}</div>
      <TextField
        label={words.email}
        hint={words.emailHint}
        value={profile.email}
        type="email"
        readOnly
      />
      <details className="group">
        <summary className="flex min-h-10 cursor-pointer items-center text-sm font-medium text-accent-ink pointer-coarse:min-h-[44px]">
          {words.onCard}
        </summary>
        <div className={`${COLUMNS} mt-3`}>{ON_CARD.map(line)}</div>
      </details>
      <div className="flex flex-wrap items-center justify-end gap-x-4 gap-y-2">
        <p role="status" className="min-w-0 flex-1 text-sm">
          {outcome?.name === 'saved' && (
            <span className="flex items-center gap-2 font-medium text-accent-ink">
              <CheckIcon />
              {words.saved}
            </span>
          )}
          {outcome?.name === 'unchanged' && words.unchanged}
          {outcome?.name === 'failed' && <span className="text-danger">{outcome.sentence}</span>}
        </p>
        {/* Disabled before hydration: a native submit would put the names into the URL. */}
        <Button type="submit" disabled={!isHydrated} inactive={isSaving}>
          {isSaving ? words.saving : words.save}
        </Button>
      </div>
    </form>
  );
});

/** Returns the text that was typed before hydration. */
function typedBefore(form: HTMLFormElement, rendered: Person): Partial<Person> {
  const typed = typedIn(form);
  const fields = PERSON_FIELD_NAMES.filter((field) => typed[field] !== rendered[field]);
  return Object.fromEntries(fields.map((field) => [field, typed[field]]));
}

function typedIn(form: HTMLFormElement): Partial<Person> {
  const values = new FormData(form);
  return Object.fromEntries(PERSON_FIELD_NAMES.map((field) => [field, `${values.get(field)}`]));
}

/** Returns the fields of the draft whose stored value would change. */
function changedFrom(profile: ProfileResponse, draft: Partial<Person>): Partial<Person> {
  const fields = PERSON_FIELD_NAMES.filter((field) => {
    const text = draft[field];
    return text !== undefined && fieldValue(text, rulesOf(field)) !== (profile[field] ?? '');
  });
  return Object.fromEntries(fields.map((field) => [field, draft[field]]));
}

/** Returns the text that was typed after `sent` was submitted. */
function unsaved(draft: Partial<Person>, sent: Partial<Person>): Partial<Person> {
  const fields = PERSON_FIELD_NAMES.filter(
    (field) => field in draft && draft[field] !== sent[field],
  );
  return Object.fromEntries(fields.map((field) => [field, draft[field]]));
}
