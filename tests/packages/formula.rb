# SPDX-License-Identifier: ISC
#
# Does what brew would do with a formula: fetches its source, compares the
# checksum, unpacks it, runs install, then the test. Of Homebrew's language only
# what guard's formula uses; another word is an error.
#
#   formula.rb FORMULA PREFIX
require "digest"
require "tmpdir"
require "uri"

class Formula
  class << self
    attr_reader :facts, :dependencies, :trial

    %i[desc url version sha256 license].each do |word|
      define_method(word) { |value| (@facts ||= {})[word] = value }
    end

    def depends_on(what)
      (@dependencies ||= []) << what
    end

    def test(&block)
      @trial = block
    end
  end

  attr_reader :prefix

  def initialize(prefix)
    @prefix = prefix
  end

  def bin
    "#{prefix}/bin"
  end

  def system(*words)
    Kernel.system(*words, out: File::NULL) or raise "failed: #{words}"
  end

  def shell_output(text, expected = 0)
    output = `#{text}`
    status = $?.exitstatus
    raise "#{text}: exit status #{status}" unless status == expected
    output
  end

  def assert_match(wanted, text)
    raise "no #{wanted} in #{text[0, 200]}" unless text.include?(wanted)
  end
end

load ARGV[0]
facts = Guard.facts
source = URI(facts[:url]).path
raise "checksum" unless Digest::SHA256.file(source).hexdigest == facts[:sha256]
raise "no version" unless facts[:version].match?(/\A\d+\.\d+\.\d+\z/)
raise "no licence" unless facts[:license] == "ISC"
Dir.mktmpdir do |dir|
  Kernel.system("tar", "-xzf", source, "-C", dir) or raise "unpacking"
  Dir.chdir(Dir.glob("#{dir}/*").first) { Guard.new(ARGV[1]).install }
  Dir.chdir(dir) { Guard.new(ARGV[1]).instance_eval(&Guard.trial) }
end
puts "ok"
