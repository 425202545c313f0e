'use client';
// The profile page in the browser: connects the profile, the upload and the editor to the parts that show them.
import { useRouter } from 'next/navigation';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { loadEditor, openAhead } from '@/components/editor/load-editor';
import { fill } from '@/components/i18n/fill';
import type { Messages } from '@/components/messages/es';
import { PhoneButton } from '@/components/phone/phone-button';
import { Button } from '@/components/ui/button';
import { CropIcon } from '@/components/ui/icons';
import { Notice } from '@/components/ui/notice';
import { Section } from '@/components/ui/section';
import { useFocusKept } from '@/components/ui/use-focus-kept';
import { usePhotoUpload } from '@/lib/client/upload/use-photo-upload';
import { useFraming } from '@/lib/client/use-framing';
import { usePhotoChanges } from '@/lib/client/use-photo-changes';
import { usePhotoIntake } from '@/lib/client/use-photo-intake';
import { useProfile } from '@/lib/client/use-profile';
import type { ProfileResponse } from '@/lib/shared/profile-schema';
import { CameraButton } from './camera-button';
import { DataControls } from './data-controls';
import { DetailsForm } from './details-form';
import { DownloadLink } from './download-link';
import { DropOverlay } from './drop-overlay';
import { EndSessions } from './end-sessions';
import { KitDisclosure } from './kit-disclosure';
import { LoadedDialog } from './loaded-dialog';
import { PhotoHistory } from './photo-history';
import { PhotoLink } from './photo-link';
import { CHOOSE_ID, PhotoSection } from './photo-section';
import { PhotoStatus } from './photo-status';
import { portraitOf } from './portrait';
import { PrivacyNotice } from './privacy-notice';
import { RemoveButton } from './remove-button';
import { SignInLink } from './sign-in-link';
import { SiteHeader } from './site-header';
import { statusNotice } from './status-notice';
import { usePhotoDrop } from './use-photo-drop';
import type { SignOutGuard } from './use-sign-out';
import { useUnsavedDetails } from './use-unsaved-details';

/** The editor, and the framing of the shown photo. */
const loadFraming = async () => {
  const { openFraming } = await import('@/lib/client/framing/open-framing');
  const [{ default: PhotoEditor }, framing] = await Promise.all([loadEditor(), openFraming()]);
  return { PhotoEditor, ...framing };
};

interface ProfileAppProps {
  /** The profile as the server rendered it. */
  rendered: ProfileResponse;
  /** False if no photo was ever replaced or removed. */
  hasEarlierPhotos: boolean;
  /** The blurred placeholder of its photo. */
  placeholderUrl: string | null;
  /** The address of the privacy notice. */
  privacyNotice: string;
  /** How long an earlier photo is kept, in words. */
  keptFor: string;
  words: Messages;
  locale: string;
  languageSwitch: ReactNode;
}

export function ProfileApp(props: ProfileAppProps) {
  const { rendered, words, locale, languageSwitch } = props;
  const router = useRouter();
  const handle = useProfile(rendered);
  const { profile, show } = handle;

  const changed = useCallback(
    async (answer: ProfileResponse) => {
      await show(answer);
      // Offline, the router would navigate to the browser's error page.
      if (navigator.onLine) router.refresh();
    },
    [show, router],
  );
  const isShown = profile.profileImageUrl !== null;
  // It stays after the first photo, so that nothing moves.
  const [privacyNotice] = useState(isShown ? null : props.privacyNotice);
  const framing = useFraming(profile);
  const confirmed = (answer: ProfileResponse) => {
    changes.uploaded(answer);
    return changed(answer);
  };
  const upload = usePhotoUpload(handle, privacyNotice, confirmed, framing.changed);
  const intake = usePhotoIntake(upload, {
    started: () => changes.dismiss(),
    opens: openAhead,
  });
  const changes = usePhotoChanges(profile.profileImageKey, changed, () => {
    upload.cancel();
    intake.dismiss();
  });
  const { editing } = intake;
  const drop = usePhotoDrop(intake.take, intake.refuseLink, 'min-h-dvh');
  const isRendered = profile.profileImagePlaceholder === rendered.profileImagePlaceholder;
  const placeholderUrl = isRendered ? props.placeholderUrl : null;
  const portrait = portraitOf(profile, placeholderUrl, upload.state, words.photo);
  // An upload that is being confirmed cannot be cancelled for another change.
  const isBusy = changes.isBusy || upload.state.name === 'confirming';

  const unsaved = useUnsavedDetails(handle.isOthers);
  const guard: SignOutGuard = {
    unsaved: upload.isUnfinished ? 'photo' : unsaved.isDirty ? 'details' : null,
    leave: () => {
      unsaved.abandon();
      return upload.leave();
    },
  };

  const editorProps = {
    words: words.editor,
    coach: words.coach,
    idPhoto: words.idPhoto,
    loading: words.loading,
    keepsFraming: true,
    onCancel: intake.dismiss,
  };

  const page = useRef<HTMLDivElement>(null);
  useFocusKept(page, () => page.current?.querySelector<HTMLElement>(`#${CHOOSE_ID}`));

  return (
    <div {...drop.rootProps} ref={page}>
      <SiteHeader
        name={portrait.name}
        avatar={portrait.confirmed}
        attempt={handle.photo.attempt}
        guard={guard}
        words={words}
        languageSwitch={languageSwitch}
      />
      <main id="content" tabIndex={-1} className="mx-auto max-w-5xl px-[16px] pb-20 sm:px-6">
        <div className="py-5 sm:py-8 lg:py-10">
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
          <PhotoSection
            handle={handle}
            portrait={portrait}
            state={upload.state}
            words={words}
            onFiles={intake.take}
            status={
              <PhotoStatus
                notice={statusNotice({ intake, upload, changes }, words)}
                words={words.photo}
              />
            }
          >
            {portrait.hasPhoto && (portrait.isPreview || framing.isKnown) && (
              <Button
                look="quiet"
                inactive={isBusy || portrait.isPreview || !framing.isStored}
                onClick={intake.reframe}
              >
                <CropIcon />
                {words.photo.adjust}
              </Button>
            )}
            <CameraButton label={words.photo.take} words={words} onPhoto={intake.adjust} />
            <PhoneButton words={words} onArrived={confirmed} onFraming={framing.changed} />
            {portrait.hasPhoto && <DownloadLink label={words.photo.download} inactive={!isShown} />}
            {portrait.hasPhoto && (
              <RemoveButton
                label={words.photo.remove}
                body={fill(words.change.removeBody, { time: props.keptFor })}
                words={words.change}
                inactive={isBusy || !isShown}
                onConfirm={() => void changes.remove()}
              />
            )}
          </PhotoSection>
          {privacyNotice !== null && <PrivacyNotice href={privacyNotice} words={words.privacy} />}
          <PhotoHistory
            lead={fill(words.history.lead, { time: props.keptFor })}
            userId={profile.userId}
            hasEarlierPhotos={props.hasEarlierPhotos}
            shownKey={profile.profileImageKey}
            isBusy={isBusy}
            initials={portrait.current.initials}
            words={words.history}
            locale={locale}
            onRestore={(key) => void changes.restore(key)}
          />
        </Section>
        <Section title={words.details.title} lead={words.details.lead}>
          <DetailsForm
            profile={profile}
            words={words.details}
            onSaved={changed}
            onDirtyChange={unsaved.onDirtyChange}
          />
        </Section>
        <Section title={words.link.title} lead={words.link.lead}>
          <PhotoLink link={profile.profileImageLink ?? null} words={words} onChanged={changed} />
        </Section>
        <Section title={words.kit.title} lead={words.kit.lead}>
          <KitDisclosure profile={profile} words={words.kit} onChanged={changed} />
        </Section>
        <Section title={words.sessions.title} lead={words.sessions.lead}>
          <EndSessions guard={guard} words={words} />
        </Section>
        <Section title={words.data.title} lead={words.data.lead}>
          <DataControls userId={profile.userId} guard={guard} words={words} locale={locale} />
        </Section>
      </main>
      {drop.isDragActive && !editing && !intake.isReframing && (
        <DropOverlay text={words.photo.dropHere} />
      )}
      {editing && (
        <LoadedDialog load={loadEditor} words={words.loading} onCancel={intake.dismiss}>
          {({ default: PhotoEditor }) => (
            <PhotoEditor
              {...editorProps}
              file={editing}
              onUse={(choice) => intake.use(choice, editing.name)}
              onLeave={intake.leaveEditor}
            />
          )}
        </LoadedDialog>
      )}
      {intake.isReframing && (
        <LoadedDialog
          load={loadFraming}
          words={{ ...words.loading, failed: words.photo.adjustFailed }}
          onCancel={intake.dismiss}
        >
          {({ PhotoEditor, file, crop }) => (
            <PhotoEditor
              {...editorProps}
              file={file}
              crop={crop}
              onUse={(choice) => intake.use(choice, profile.profileImageFileName ?? '')}
              onLeave={intake.dismiss}
            />
          )}
        </LoadedDialog>
      )}
    </div>
  );
}
