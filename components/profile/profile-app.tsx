'use client';
// The profile page in the browser: what is known, what is on its way, and the parts that show it.
import { useRouter } from 'next/navigation';
import { lazy, type ReactNode, Suspense, useCallback } from 'react';
import { usePhotoUpload } from '@/lib/client/upload/use-photo-upload';
import { usePhotoChanges } from '@/lib/client/use-photo-changes';
import { usePhotoIntake } from '@/lib/client/use-photo-intake';
import { useProfile } from '@/lib/client/use-profile';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import type { Messages } from '../messages/es';
import { LiveRegion } from '../ui/live-region';
import { Notice } from '../ui/notice';
import { Section } from '../ui/section';
import { CameraButton } from './camera-button';
import { ChangeStatus } from './change-status';
import { DetailsForm } from './details-form';
import { DropOverlay } from './drop-overlay';
import { EndSessions } from './end-sessions';
import { PhotoHistory } from './photo-history';
import { PhotoSection } from './photo-section';
import { portraitOf } from './portrait';
import { RefusalNotice } from './refusal-notice';
import { RemoveButton } from './remove-button';
import { SignInLink } from './sign-in-link';
import { SiteHeader } from './site-header';
import { UploadStatus } from './upload-status';
import { spokenSentence } from './upload-words';
import { usePhotoDrop } from './use-photo-drop';

const PhotoEditor = lazy(() => import('../editor/photo-editor'));

export type ProfileAppProps = {
  /** The profile as the server rendered it. */
  rendered: ProfileResponse;
  words: Messages;
  locale: string;
  languageSwitch: ReactNode;
};

export function ProfileApp({ rendered, words, locale, languageSwitch }: ProfileAppProps) {
  const router = useRouter();
  const handle = useProfile(rendered);
  const { profile, show } = handle;

  const changed = useCallback(
    async (answer: ProfileResponse) => {
      await show(answer);
      router.refresh();
    },
    [show, router],
  );
  const changes = usePhotoChanges(profile.profileImageKey, changed);
  const upload = usePhotoUpload(profile, async (answer) => {
    await changed(answer);
    changes.uploaded(profile.profileImageKey);
  });
  const intake = usePhotoIntake(upload.choose, changes.dismiss);
  const drop = usePhotoDrop(intake.take);
  const portrait = portraitOf(profile, upload.state, words.photo);

  return (
    <div {...drop.getRootProps({ className: 'min-h-dvh', role: undefined, tabIndex: undefined })}>
      <SiteHeader
        name={portrait.name}
        avatar={portrait.confirmed}
        attempt={handle.photo.attempt}
        words={words}
        languageSwitch={languageSwitch}
      />
      <main id="content" tabIndex={-1} className="mx-auto max-w-5xl px-4 pb-20 sm:px-6">
        <div className="py-8 lg:py-10">
          <h1 className="text-2xl font-semibold tracking-tight sm:text-3xl">
            {words.profile.title}
          </h1>
          <p className="mt-1 text-ink-soft">{words.profile.lead}</p>
        </div>
        {handle.error?.code === 'unauthenticated' && (
          <div className="pb-6">
            <Notice tone="wait" actions={<SignInLink>{words.profile.signInAgain}</SignInLink>}>
              {words.profile.sessionEnded}
            </Notice>
          </div>
        )}
        <Section title={words.photo.title} lead={words.photo.lead}>
          {/* The buttons stand for it: nobody needs to find it twice. */}
          <input {...drop.getInputProps({ style: { display: 'none' } })} />
          <PhotoSection
            handle={handle}
            avatar={portrait.current}
            onItsWay={portrait.onItsWay}
            words={words.photo}
            onChoose={drop.open}
          >
            <CameraButton
              label={words.photo.take}
              words={words.camera}
              onPhoto={(file) => intake.take([file])}
            />
            {profile.profileImageUrl !== null && (
              <RemoveButton
                label={words.photo.remove}
                words={words.change}
                disabled={changes.isBusy}
                onConfirm={() => void changes.remove()}
              />
            )}
          </PhotoSection>
          <div className="mt-5 flex flex-col gap-3 empty:hidden">
            {intake.refusal && (
              <RefusalNotice
                refusal={intake.refusal}
                words={words.refusal}
                locale={locale}
                onShrink={intake.shrink}
                onDismiss={intake.dismiss}
              />
            )}
            <UploadStatus upload={upload} words={words} />
            <ChangeStatus changes={changes} words={words} />
          </div>
          <PhotoHistory
            userId={profile.userId}
            shownKey={profile.profileImageKey}
            isBusy={changes.isBusy}
            words={words.history}
            locale={locale}
            onRestore={(key) => void changes.restore(key)}
          />
        </Section>
        <Section title={words.details.title} lead={words.details.lead}>
          <DetailsForm profile={profile} words={words.details} onSaved={changed} />
        </Section>
        <Section title={words.sessions.title} lead={words.sessions.lead}>
          <EndSessions words={words.sessions} />
        </Section>
      </main>
      <LiveRegion
        text={spokenSentence(intake.refusal, upload.state, changes.last, words, locale)}
      />
      {drop.isDragActive && <DropOverlay text={words.photo.dropHere} />}
      {intake.editing && (
        <Suspense>
          <PhotoEditor
            file={intake.editing}
            words={words.editor}
            onUse={({ preview, photo }) => intake.use(preview, photo)}
            onCancel={intake.dismiss}
          />
        </Suspense>
      )}
    </div>
  );
}
