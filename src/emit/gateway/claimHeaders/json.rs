//! Reads JSON as far as the claim needs it. Texts are octets: a token's payload may not be UTF-8.

const MAX_DEPTH: usize = 16;

pub enum Value {
    Text(Vec<u8>),
    /// Members in their order. Of several with one name the last counts.
    Object(Vec<(Vec<u8>, Value)>),
    Array(Vec<Value>),
    Other,
}

impl Value {
    pub fn member(&self, name: &[u8]) -> Option<&Value> {
        match self {
            Value::Object(members) => {
                let found = members.iter().rev().find(|(own, _)| own == name);
                found.map(|(_, value)| value)
            }
            _ => None,
        }
    }
}

/// Returns the value of a text, or nothing if it is not JSON or is nested too deeply.
pub fn read(text: &[u8]) -> Option<Value> {
    let mut reader = Reader { text, at: 0 };
    let value = reader.value(0)?;
    reader.skip_space();
    if reader.at == text.len() {
        Some(value)
    } else {
        None
    }
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn take(&mut self, mark: u8) -> Option<()> {
        if self.peek()? != mark {
            return None;
        }
        self.at += 1;
        Some(())
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth >= MAX_DEPTH {
            return None;
        }
        self.skip_space();
        match self.peek()? {
            b'"' => self.string().map(Value::Text),
            b'{' => self.object(depth + 1),
            b'[' => self.array(depth + 1),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            _ => self.number(),
        }
    }

    fn word(&mut self, word: &[u8]) -> Option<Value> {
        if !self.text.get(self.at..)?.starts_with(word) {
            return None;
        }
        self.at += word.len();
        Some(Value::Other)
    }

    fn digits(&mut self) -> Option<usize> {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == from {
            None
        } else {
            Some(self.at - from)
        }
    }

    fn number(&mut self) -> Option<Value> {
        let _ = self.take(b'-');
        let zero = self.peek()? == b'0';
        if self.digits()? > 1 && zero {
            return None;
        }
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.peek(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Some(Value::Other)
    }

    /// Characters beyond ASCII that are written as \u become an octet that no name contains.
    fn string(&mut self) -> Option<Vec<u8>> {
        self.take(b'"')?;
        let mut text = Vec::new();
        loop {
            let from = self.at;
            while !matches!(self.peek()?, b'"' | b'\\' | 0..=31) {
                self.at += 1;
            }
            text.extend_from_slice(&self.text[from..self.at]);
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(text);
                }
                b'\\' => {
                    let kind = *self.text.get(self.at + 1)?;
                    self.at += 2;
                    text.push(match kind {
                        b'"' | b'\\' | b'/' => kind,
                        b'b' => 8,
                        b'f' => 12,
                        b'n' => b'\n',
                        b'r' => b'\r',
                        b't' => b'\t',
                        b'u' => self.code()?,
                        _ => return None,
                    });
                }
                _ => return None,
            }
        }
    }

    /// Reads the four digits behind `\u`.
    fn code(&mut self) -> Option<u8> {
        let mut code = 0;
        for _ in 0..4 {
            code = code * 16 + (self.peek()? as char).to_digit(16)?;
            self.at += 1;
        }
        Some(if code < 128 { code as u8 } else { 255 })
    }

    /// Calls `item` for each item up to the closing mark.
    fn items(&mut self, close: u8, mut item: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.at += 1;
        self.skip_space();
        if self.take(close).is_some() {
            return Some(());
        }
        loop {
            item(self)?;
            self.skip_space();
            if self.take(close).is_some() {
                return Some(());
            }
            self.take(b',')?;
            self.skip_space();
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        let mut members = Vec::new();
        self.items(b'}', |reader| {
            let name = reader.string()?;
            reader.skip_space();
            reader.take(b':')?;
            members.push((name, reader.value(depth)?));
            Some(())
        })?;
        Some(Value::Object(members))
    }

    fn array(&mut self, depth: usize) -> Option<Value> {
        let mut items = Vec::new();
        self.items(b']', |reader| {
            items.push(reader.value(depth)?);
            Some(())
        })?;
        Some(Value::Array(items))
    }
}
