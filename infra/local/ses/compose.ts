import MailComposer from 'nodemailer/lib/mail-composer';
import { invalid, type Refusal } from './answer.ts';
import { members } from './form.ts';

/** Builds the message that SendEmail describes, as SES does for its caller. */
export async function composeSimple(form: URLSearchParams): Promise<Buffer | Refusal> {
  const source = form.get('Source');
  const subject = form.get('Message.Subject.Data');
  const text = form.get('Message.Body.Text.Data');
  const html = form.get('Message.Body.Html.Data');
  if (source === null) return invalid("Missing required header 'From'.");
  if (subject === null) return invalid("Missing required header 'Subject'.");
  if (text === null && html === null) return invalid('Message body is missing.');
  const composer = new MailComposer({
    from: source,
    to: members(form, 'Destination.ToAddresses'),
    cc: members(form, 'Destination.CcAddresses'),
    replyTo: members(form, 'ReplyToAddresses'),
    subject,
    ...(text === null ? {} : { text }),
    ...(html === null ? {} : { html }),
  });
  return composer.compile().build();
}
