#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""
A model on loopback that asks for one shell command and is content with
whatever comes of it. Speaks what the agents of this test speak: Anthropic's
messages, OpenAI's responses and chat completions, Gemini's generateContent.

  model.py COMMAND SEEN   prints its port; writes what the tool said to SEEN
"""
import http.server
import json
import sys

COMMAND, SEEN = sys.argv[1], sys.argv[2]
SHELLS = ("Bash", "bash", "shell", "shell_command", "exec_command",
          "local_shell", "run_shell_command")


def strings(value):
    """Every string in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def note(result):
    with open(SEEN, "a", encoding="utf-8") as file:
        file.write("\n".join(strings(result)) + "\n")


def arguments(schema):
    """The command in the form that the tool's schema wants."""
    given = {}
    properties = (schema or {}).get("properties", {})
    for name, kind in properties.items():
        if name in ("command", "cmd"):
            given[name] = (["bash", "-lc", COMMAND]
                           if kind.get("type") == "array" else COMMAND)
        elif name in schema.get("required", []):
            if "enum" in kind:
                given[name] = kind["enum"][0]
            else:
                given[name] = {"string": "a command", "boolean": False}.get(
                    kind.get("type"), 1)
    return given or {"command": COMMAND}


def pick(tools, name_of, schema_of):
    for wanted in SHELLS:
        for tool in tools:
            if name_of(tool) == wanted:
                return wanted, arguments(schema_of(tool))
    return None, None


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format, *arguments):
        with open(SEEN + ".log", "a", encoding="utf-8") as file:
            file.write(format % arguments + "\n")

    def send(self, body, kind="application/json"):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def events(self, events, named=True, done=False):
        text = ""
        for event in events:
            if named:
                text += "event: %s\n" % event["type"]
            text += "data: %s\n\n" % json.dumps(event)
        if done:
            text += "data: [DONE]\n\n"
        self.send(text.encode(), "text/event-stream")

    def do_HEAD(self):
        self.send(b"")

    def do_GET(self):
        if self.path.split("?")[0].endswith("/models"):
            model = {"id": "mock", "object": "model", "name": "mock"}
            self.send({"object": "list", "data": [model], "models": []})
        else:
            self.send({})

    def do_POST(self):
        n = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(n)
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            body = {}
        path = self.path.split("?")[0]
        if path.endswith("/messages"):
            self.say_messages(body)
        elif path.endswith("/responses"):
            self.say_responses(body)
        elif path.endswith("/chat/completions"):
            self.say_chat(body)
        elif "enerateContent" in path:
            self.say_gemini(body, "stream" in path)
        else:
            self.send({"input_tokens": 1, "totalTokens": 1})

    def say_messages(self, body):
        results = [part for message in body.get("messages", [])
                   if isinstance(message.get("content"), list)
                   for part in message["content"]
                   if part.get("type") == "tool_result"]
        name, given = pick(body.get("tools", []), lambda t: t.get("name"),
                           lambda t: t.get("input_schema"))
        if results:
            note(results)
        if results or not name:
            block = {"type": "text", "text": ""}
            delta = {"type": "text_delta", "text": "done"}
            stop = "end_turn"
        else:
            block = {"type": "tool_use", "id": "toolu_1", "name": name,
                     "input": {}}
            delta = {"type": "input_json_delta",
                     "partial_json": json.dumps(given)}
            stop = "tool_use"
        message = {"id": "msg_1", "type": "message", "role": "assistant",
                   "model": body.get("model", "mock"), "content": [],
                   "stop_reason": None, "stop_sequence": None,
                   "usage": {"input_tokens": 1, "output_tokens": 1}}
        if not body.get("stream"):
            if stop == "tool_use":
                block["input"] = given
            else:
                block["text"] = "done"
            message.update(content=[block], stop_reason=stop)
            self.send(message)
            return
        self.events([
            {"type": "message_start", "message": message},
            {"type": "content_block_start", "index": 0,
             "content_block": block},
            {"type": "content_block_delta", "index": 0, "delta": delta},
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "usage": {"output_tokens": 1},
             "delta": {"stop_reason": stop, "stop_sequence": None}},
            {"type": "message_stop"},
        ])

    def say_responses(self, body):
        items = body.get("input", [])
        items = items if isinstance(items, list) else []
        results = [item for item in items
                   if str(item.get("type", "")).endswith("_output")]
        name, given = pick(body.get("tools", []), lambda t: t.get("name"),
                           lambda t: t.get("parameters"))
        if results:
            note(results)
        if results or not name:
            item = {"type": "message", "id": "m1", "role": "assistant",
                    "status": "completed",
                    "content": [{"type": "output_text", "text": "done",
                                 "annotations": []}]}
        else:
            item = {"type": "function_call", "id": "f1", "call_id": "c1",
                    "name": name, "arguments": json.dumps(given),
                    "status": "completed"}
        usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2,
                 "input_tokens_details": {"cached_tokens": 0},
                 "output_tokens_details": {"reasoning_tokens": 0}}
        answer = {"id": "r1", "object": "response", "status": "completed",
                  "model": "mock", "output": [item], "usage": usage}
        if not body.get("stream"):
            self.send(answer)
            return
        self.events([
            {"type": "response.created",
             "response": {"id": "r1", "status": "in_progress"}},
            {"type": "response.output_item.added", "output_index": 0,
             "item": item},
            {"type": "response.output_item.done", "output_index": 0,
             "item": item},
            {"type": "response.completed", "response": answer},
        ])

    def say_chat(self, body):
        results = [m for m in body.get("messages", [])
                   if m.get("role") == "tool"]
        name, given = pick(
            body.get("tools", []), lambda t: t.get("function", {}).get("name"),
            lambda t: t.get("function", {}).get("parameters"))
        if results:
            note(results)
        if results or not name:
            message = {"role": "assistant", "content": "done"}
            finish = "stop"
        else:
            call = {"index": 0, "id": "call_1", "type": "function",
                    "function": {"name": name,
                                 "arguments": json.dumps(given)}}
            message = {"role": "assistant", "content": None,
                       "tool_calls": [call]}
            finish = "tool_calls"
        usage = {"prompt_tokens": 1, "completion_tokens": 1,
                 "total_tokens": 2}
        base = {"id": "chat_1", "created": 1, "model": "mock"}
        if not body.get("stream"):
            self.send(dict(base, object="chat.completion", usage=usage,
                           choices=[{"index": 0, "message": message,
                                     "finish_reason": finish}]))
            return
        kind = "chat.completion.chunk"
        self.events([
            dict(base, object=kind, choices=[
                {"index": 0, "delta": message, "finish_reason": None}]),
            dict(base, object=kind, choices=[
                {"index": 0, "delta": {}, "finish_reason": finish}]),
            dict(base, object=kind, choices=[], usage=usage),
        ], named=False, done=True)

    def say_gemini(self, body, stream):
        parts = [part for content in body.get("contents", [])
                 for part in content.get("parts", [])]
        results = [p for p in parts if "functionResponse" in p]
        declared = [f for tool in body.get("tools", [])
                    for f in tool.get("functionDeclarations", [])]
        name, given = pick(
            declared, lambda f: f.get("name"),
            lambda f: f.get("parametersJsonSchema") or f.get("parameters"))
        if results:
            note(results)
        if results or not name:
            part = {"text": "done"}
        else:
            part = {"functionCall": {"name": name, "args": given}}
        answer = {"candidates": [{"index": 0, "finishReason": "STOP",
                                  "content": {"role": "model",
                                              "parts": [part]}}],
                  "usageMetadata": {"promptTokenCount": 1,
                                    "candidatesTokenCount": 1,
                                    "totalTokenCount": 2}}
        if stream:
            self.events([answer], named=False)
        else:
            self.send(answer)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
