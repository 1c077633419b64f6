/** What was printed for the pictures in golden/scripts. */
import type { Block } from "@printermaster/contracts";

const title = (text: string): Block => ({
  type: "text",
  text,
  align: "center",
  bold: true,
  size: 2,
});
export const dish = (name: string, price: string): Block => ({
  type: "columns",
  cells: [
    { text: name, width: 3 },
    { text: price, align: "right" },
  ],
});
export const text = (words: string): Block => ({ type: "text", text: words });

export const RECEIPTS: Record<string, readonly Block[]> = {
  arabic: [
    title("مطعم الياسمين"),
    dish("شاورما دجاج × 2", "30,00 ر.س"),
    dish("عصير برتقال طازج مع النعناع", "12,50 ر.س"),
    text("شكراً لزيارتكم! نتمنى لكم يوماً سعيداً ونراكم قريباً في مطعمنا (فرع Riyadh 12)"),
    { type: "text", text: "حساسية: فول سوداني", invert: true, bold: true, size: 2 },
  ],
  hebrew: [title("קפה הירקון"), dish("קפה הפוך גדול", "14.00 ₪"), text("תודה רבה! (שולחן 7)")],
  chinese: [title("四川饭店"), dish("宫保鸡丁 2 份", "76,00 元"), text("不要辣。谢谢光临！")],
  japanese: [
    title("ラーメン山田"),
    dish("味噌ラーメン（大盛り）", "¥980"),
    text("ありがとうございます。"),
  ],
  korean: [title("서울 식당"), dish("비빔밥", "₩9000"), text("감사합니다")],
  thai: [title("ร้านข้าวแกงคุณยาย"), dish("ข้าวผัดกะเพราไก่ไข่ดาว", "฿60"), text("น้ำแข็ง แพ้ถั่วลิสง ขอบคุณค่ะ")],
  hindi: [title("शर्मा भोजनालय"), dish("क्षत्रिय स्पेशल थाली", "₹310"), text("मूंगफली से एलर्जी। धन्यवाद!")],
  "tamil-bengali-telugu": [
    title("சரவண பவன்"),
    dish("மசாலா தோசை", "₹90"),
    dish("ইলিশ মাছ ভাজা", "৳450"),
    dish("హైదరాబాద్ బిర్యానీ", "₹320"),
    text("வேர்க்கடலை ஒவ்வாமை! · ধন্যবাদ · ధన్యవాదాలు"),
  ],
  "gujarati-to-malayalam": [
    dish("ગુજરાતી થાળી", "₹250"),
    dish("ਮੱਕੀ ਦੀ ਰੋਟੀ", "₹120"),
    dish("ಮಸಾಲೆ ದೋಸೆ", "₹90"),
    dish("കേരള പൊറോട്ട", "₹40"),
  ],
  signs: [
    text("🥜 Peanuts! 🌶️ hot ☕ 🍕"),
    dish("Žluťoučký kůň", "9,50 €"),
    text("Борщ · Ελληνικός · phở ✓ ♥"),
  ],
};
