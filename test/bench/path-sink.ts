/** SES, SQS and Secrets Manager for the bench of a whole path: they take everything, at once. */
import { createServer, type ServerResponse } from 'node:http';

const ses =
  '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult>' +
  '<MessageId>m-1</MessageId></SendRawEmailResult></SendRawEmailResponse>';
const quota =
  '<GetSendQuotaResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><GetSendQuotaResult>' +
  '<MaxSendRate>1000</MaxSendRate><Max24HourSend>-1</Max24HourSend>' +
  '<SentLast24Hours>0</SentLast24Hours></GetSendQuotaResult></GetSendQuotaResponse>';
const secret = JSON.stringify({
  SecretString: JSON.stringify({ id: 'k1', secret: 'a secret of the bench, long enough' }),
});

/** A call for the quota is short; a message is not, and its body is not looked at. */
const quotaBytesMax = 200;

const server = createServer((request, response) => {
  const length = Number(request.headers['content-length'] ?? 0);
  request.resume();
  request.on('end', () => {
    if (request.url?.startsWith('/secrets')) return answer(response, secret, 'x-amz-json-1.1');
    if (request.url?.startsWith('/queue')) return answer(response, '{}', 'x-amz-json-1.0');
    process.send?.({ bytes: length });
    answer(response, length < quotaBytesMax ? quota : ses, 'xml');
  });
});

function answer(response: ServerResponse, body: string, type: string): void {
  const headers = { 'content-type': `application/${type}`, 'content-length': body.length };
  response.writeHead(200, headers).end(body);
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
});
